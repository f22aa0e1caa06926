import t from 'tap'
import { disagreeWithFake } from './agree-fake.ts'
import { disagreeWithGuide } from './agree-guide.ts'
import { disagreeWithPreset, viewPreset } from './agree-preset.ts'
import { perturb } from './perturb.ts'
import { SUBJECTS } from './subjects.ts'

/** What nothing else states: what a list holds, parameters without effect, explanations, who makes Pylon's secret. */
const UNSEEN = [
  /type is "array(?: of strings)?"$/, /^inbound\.parameters\.(?:prompt|logout|require_2fa) is gone$/,
  /^logout\.parameters\.\w+\.value is /, /^token\.algorithms\.value\.\d is "(?:HS\d+|PS\d+x)"$/
]
/** Without a fake nothing but the preset holds a fact, and it sends more than it must. */
const UNSEEN_WITHOUT_FAKE = [/\.value\.required is /]
/** Which names claims that it takes instead of those that the preset sends; without a fake nobody else reads them. */
const NOT_SENT = ['zoho-desk-asap']
/** Whose guide does not say who makes the secret. */
const NOBODYS_SECRET = ['pylon', 'intercom', 'zendesk-messaging', 'zoho-desk-asap']

/** A fact that makes no sense any more fails the test of agreement too, with an exception. */
function isNoticed (disagree: () => Iterable<string>, before: ReadonlySet<string>): boolean {
  try {
    for (const complaint of disagree()) if (!before.has(complaint)) return true
    return false
  } catch {
    return true
  }
}

for (const [vendor, subject] of Object.entries(SUBJECTS)) {
  t.test(`${vendor}: no fact can change without a complaint of preset, fake or guide`, async (t) => {
    const view = viewPreset(subject)
    const judges = [
      (facts: typeof subject.facts) => disagreeWithGuide(facts),
      (facts: typeof subject.facts) => disagreeWithPreset(facts, view),
      (facts: typeof subject.facts) => disagreeWithFake(facts, subject)
    ]
    const before = new Set(judges.flatMap((disagree) => [...disagree(subject.facts)]))
    const unnoticed = perturb(subject.facts).filter(({ facts }) =>
      !judges.some((disagree) => isNoticed(() => disagree(facts), before)))
    const unseen = [
      ...UNSEEN,
      ...subject.fake === undefined ? UNSEEN_WITHOUT_FAKE : [],
      ...NOT_SENT.includes(vendor) ? [/^token\.claims\.(?:nbf|iat|exp)\b/] : [],
      ...NOBODYS_SECRET.includes(vendor) ? [/^token\.key\.value\.origin is "\w+ makes secret"$/] : []
    ]
    const titles = unnoticed.map(({ title }) => title)
    t.strictSame(titles.filter((title) => !unseen.some((each) => each.test(title))), [])
  })
}
