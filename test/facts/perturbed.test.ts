import t from 'tap'
import { disagreeWithFake } from './agree-fake.ts'
import { disagreeWithGuide } from './agree-guide.ts'
import { disagreeWithPreset, viewPreset } from './agree-preset.ts'
import { perturb } from './perturb.ts'
import { SUBJECTS } from './subjects.ts'

/** What nothing of this package depends on: what a list holds, and the parameters that it ignores. */
const IRRELEVANT = [/type is "array(?: of strings)?"$/, /^inbound\.parameters\.(?:prompt|logout|require_2fa) is gone$/]

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
    const relevant = unnoticed.map(({ title }) => title).filter((title) => !IRRELEVANT.some((each) => each.test(title)))
    t.strictSame(relevant, [])
  })
}
