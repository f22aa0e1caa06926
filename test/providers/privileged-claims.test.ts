import t, { type Test } from 'tap'
import { createHmac } from 'node:crypto'
import {
  discourse, userVoice, zendesk, type Profile, type Provider, type UserVoicePrivilegedClaims
} from '../../lib/index.ts'
import { buildApp, LOGIN, wrong } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readToken } from '../fixtures/read-token.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { watchProcess } from '../fixtures/watch-process.ts'
import { ADA } from '../fixtures/vendor-app.ts'

const FORUM = 'https://forum.example.com'

type Claims = Record<string, unknown>

/** A preset with the sources of its privileged claims, as a host without types may write them. */
interface Subject {
  make: (privilegedClaims: Record<string, unknown>) => Provider
  /** The query of a sign-in that the vendor begins. */
  query?: () => Record<string, string>
  /** What the vendor reads. */
  read: (answer: { location: string | undefined, body: string }) => Claims
}

const claimsOf = (token: unknown): Claims => readToken(String(token), SECRET).claims

const zendeskSubject: Subject = {
  make: (privilegedClaims) => zendesk({
    zendeskUrl: 'https://acme.zendesk.com',
    helpCenterUrl: 'https://acme.zendesk.com/hc',
    secret: SECRET,
    privilegedClaims
  }),
  read: ({ body }) => claimsOf(/name="jwt" value="([^"]+)"/.exec(body)?.[1])
}
const userVoiceSubject: Subject = {
  make: (privilegedClaims) => userVoice({
    helpCenterUrl: 'https://acme.uservoice.com/',
    secret: SECRET,
    privilegedClaims: privilegedClaims as UserVoicePrivilegedClaims
  }),
  read: ({ location }) => claimsOf(new URL(String(location)).searchParams.get('sso'))
}
const discourseSubject: Subject = {
  make: (privilegedClaims) => discourse({ discourseUrl: FORUM, secret: SECRET, privilegedClaims }),
  query: () => {
    const request = new URLSearchParams({ nonce: 'n-1', return_sso_url: `${FORUM}/session/sso_login` })
    const sso = Buffer.from(request.toString()).toString('base64')
    return { sso, sig: createHmac('sha256', SECRET).update(sso).digest('hex') }
  },
  read: ({ location }) => {
    const sso = String(new URL(String(location)).searchParams.get('sso'))
    return Object.fromEntries(new URLSearchParams(Buffer.from(sso, 'base64').toString()))
  }
}

async function arrive (
  t: Test, { make, query }: Subject, privilegedClaims: Record<string, unknown>, user: Profile = ADA
) {
  let signIns = 0
  const provider = make(privilegedClaims)
  const { app } = await buildApp(t, { provider, lookupUser: () => user, onSignIn: () => { signIns++ } })
  const url = `${LOGIN}?${new URLSearchParams(query?.())}`
  const { statusCode, headers: { location }, body } = await new Browser(app).get(url)
  await app.close()
  return { statusCode, location, body, signIns }
}

/** What is no value of any privileged claim, whatever the claim is called. */
const rubbish: Record<string, () => unknown> = {
  'a list': () => ['admin'],
  'a list of accept': () => ['accept'],
  'a list of true': () => [true],
  'an empty list': () => [],
  'an object': () => ({ name: 'admin' }),
  'an empty object': () => ({}),
  'an object without prototype': () => Object.assign(Object.create(null), { admin: true }),
  'a boxed word': () => Object('admin'),
  'a boxed boolean': () => Object(true),
  'a promise': () => Promise.resolve('admin'),
  'a promise that is rejected': () => Promise.reject(new Error('down')),
  'a promise of null': async () => null,
  'a function': () => () => 'admin',
  'a date': () => new Date(0),
  'a symbol': () => Symbol('admin'),
  'a bigint': () => 1n,
  'no number': () => NaN,
  'an exception': () => { throw new Error('down') }
}
const words = (...list: unknown[]) => Object.fromEntries(list.map((value) => [JSON.stringify(value), () => value]))

interface Row {
  vendor: string
  subject: Subject
  claim: string
  /** What has to stand beside it. */
  beside?: Record<string, unknown>
  refused: Record<string, () => unknown>
  /** What goes out for what comes in; `undefined` for a claim that is left out. */
  accepted: Array<[value: unknown, sent: unknown]>
}

const discourseFlag = (claim: string): Row => ({
  vendor: 'Discourse',
  subject: discourseSubject,
  claim,
  refused: words('true', 'false', 'yes', '', 1, 0, 'admin', 't'),
  accepted: [[true, 'true'], [false, 'false'], [undefined, undefined], [null, undefined]]
})
const userVoiceRight = (claim: string): Row => ({
  vendor: 'UserVoice',
  subject: userVoiceSubject,
  claim,
  refused: words(true, false, 'ACCEPT', 'Accept', 'accept ', ' deny', 'DENY', '', 'yes', 'true', 'accepted', 1, 0),
  accepted: [['accept', 'accept'], ['deny', 'deny'], [undefined, undefined]]
})

const rows: Row[] = [
  {
    vendor: 'Zendesk',
    subject: zendeskSubject,
    claim: 'role',
    refused: words(true, false, '', 'Admin', 'ADMIN', 'admin ', ' agent', 'owner', 'administrator', 'user,admin', 0, 1),
    accepted: [['user', 'user'], ['agent', 'agent'], ['admin', 'admin'], [undefined, undefined], [null, undefined]]
  },
  {
    vendor: 'Zendesk',
    subject: zendeskSubject,
    claim: 'custom_role_id',
    beside: { role: () => 'agent' },
    refused: words(true, false, '', 'admin', 1.5, -1),
    accepted: [[4711, 4711], [360000000000, 360000000000], [undefined, undefined], [null, undefined]]
  },
  userVoiceRight('admin'),
  userVoiceRight('owner'),
  {
    vendor: 'UserVoice',
    subject: userVoiceSubject,
    claim: 'trusted',
    refused: words('true', 'false', 'accept', '', 1, 0),
    accepted: [[true, true], [false, false], [undefined, undefined]]
  },
  discourseFlag('admin'),
  discourseFlag('moderator')
]

for (const { vendor, subject, claim, beside, refused, accepted } of rows) {
  t.test(`${vendor}: no token whose ${claim} is not one of the documented values (X20)`, async (t) => {
    const incidents = watchProcess(t)
    for (const [title, value] of Object.entries({ ...rubbish, ...refused })) {
      const answer = await arrive(t, subject, { ...beside, [claim]: value })
      t.match(answer, { statusCode: 500, location: undefined, signIns: 0 }, title)
      t.match(answer.body, '<code>FST_HELP_CENTER_INVALID_CLAIM</code>', title)
      t.notMatch(answer.body, /eyJ|name="jwt"/, title)
    }
    await new Promise((resolve) => setImmediate(resolve))
    t.strictSame(incidents, [])
  })

  t.test(`${vendor}: each documented value of ${claim} goes out as it is (X20)`, async (t) => {
    for (const [value, sent] of accepted) {
      const answer = await arrive(t, subject, { ...beside, [claim]: () => value })
      t.equal(answer.signIns, 1, String(value))
      t.strictSame(subject.read(answer)[claim], sent, String(value))
    }
  })
}

t.test('Zendesk: a role that names a key of the profile is held to the same words (X20)', async (t) => {
  for (const [key, user] of [
    ['groups', { ...ADA, groups: ['admin'] }], ['tags', { ...ADA, tags: [] }], ['emailVerified', ADA], ['id', ADA],
    ['organization', { ...ADA, organization: 'Admin' }]
  ] as const) {
    const answer = await arrive(t, zendeskSubject, { role: key }, user)
    t.match(answer, { statusCode: 500, signIns: 0 }, key)
    t.match(answer.body, 'FST_HELP_CENTER_INVALID_CLAIM', key)
  }
  const agent = await arrive(t, zendeskSubject, { role: 'organization' }, { ...ADA, organization: 'agent' })
  t.equal(zendeskSubject.read(agent)['role'], 'agent')
})

t.test('Discourse: a flag that names a key of the profile is held to true and false (X20)', async (t) => {
  for (const key of ['groups', 'name', 'id']) {
    const answer = await arrive(t, discourseSubject, { admin: key })
    t.match(answer, { statusCode: 500, signIns: 0, location: undefined }, key)
  }
})

t.test('Discourse: groups are a list, never a text that Discourse would split at commas (X20)', async (t) => {
  for (const claim of ['groups', 'add_groups', 'remove_groups']) {
    for (const value of ['admins', 'a,admins', '', true, 7, { 0: 'admins' }]) {
      const answer = await arrive(t, discourseSubject, { [claim]: () => value })
      t.match(answer, { statusCode: 500, location: undefined, signIns: 0 }, `${claim}: ${JSON.stringify(value)}`)
    }
    const answer = await arrive(t, discourseSubject, { [claim]: () => ['one', 'two'] })
    t.equal(discourseSubject.read(answer)[claim], 'one,two')
  }
})

t.test('Zendesk: a custom role goes along for an agent alone (X20)', async (t) => {
  for (const role of ['user', 'admin', undefined]) {
    const answer = await arrive(t, zendeskSubject, { role: () => role, custom_role_id: () => 4711 })
    t.strictSame(zendeskSubject.read(answer)['custom_role_id'], undefined, String(role))
  }
})

t.test('the right that goes out is the one that was checked: its function is asked once (X20)', async (t) => {
  for (const [subject, claim, right] of [
    [zendeskSubject, 'role', 'user'], [userVoiceSubject, 'admin', 'deny'], [discourseSubject, 'admin', false]
  ] as const) {
    let asked = 0
    const rights = { [claim]: () => asked++ === 0 ? right : wrong(['admin']) }
    const answer = await arrive(t, subject, rights)
    t.equal(String(subject.read(answer)[claim]), String(right))
    t.equal(asked, 1)
  }
})
