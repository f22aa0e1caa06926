import t, { type Test } from 'tap'
import { setImmediate as turn } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import type { FastifyInstance } from 'fastify'
import type { ProviderContract } from '../../lib/contract/contract.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, LOGIN, LOGOUT, wrong, type Options
} from '../fixtures/build-app.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)

/** What none of our answers and no line of our log may show. */
const CANARY = 'canary.5d1b@private.example'
const raise = (thrown: unknown): never => { throw thrown }
const reject = () => Promise.reject(new Error(CANARY))

class Query extends Promise<unknown> {}

/** Every trap throws. */
function hostile<Target extends object> (target: Target): Target {
  return new Proxy(target, new Proxy({}, { get: () => () => raise(new Error(CANARY)) }))
}
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
const getter: PropertyDescriptor = { enumerable: true, get: () => raise(new Error(CANARY)) }
function withGetters<Target extends object> (target: Target, ...keys: string[]): Target {
  return Object.defineProperties(target, Object.fromEntries(keys.map((key) => [key, getter])))
}

/** What a hook may come to that ends a process without care. Each is made anew for each request. */
const values: [title: string, make: () => unknown][] = [
  ['a promise that rejects', reject],
  ['a promise that rejects later', async () => { await turn(); raise(new Error(CANARY)) }],
  ['a promise of another realm that rejects', () => runInNewContext(`Promise.reject(new Error('${CANARY}'))`)],
  ['a promise of a class of the host\'s own that rejects', () => new Query((_, reject) => reject(new Error(CANARY)))],
  ['a promise whose methods are gone, and which rejects',
    () => Object.assign(reject(), { then: undefined, catch: null, finally: 7 })],
  ['a promise that resolves to one that rejects, in a list', async () => [reject()]],
  ['a promise that rejects with a promise that rejects', () => Promise.reject(reject())],
  ['a thenable that throws', () => ({ then: () => raise(new Error(CANARY)) })],
  ['a thenable that rejects',
    () => ({ then: (_: unknown, reject: (error: Error) => void) => reject(new Error(CANARY)) })],
  ['a thenable that rejects twice and throws', () => ({
    then (_: unknown, reject: (error: Error) => void) {
      reject(new Error(CANARY))
      reject(new Error(CANARY))
      raise(CANARY)
    }
  })],
  ['an object whose then is a getter that throws', () => withGetters({}, 'then')],
  ['an object whose getters throw', () => withGetters({}, 'email', 'name', 'toJSON', 'toString', 'length', 'x')],
  ['a list whose entry is a getter that throws', () => withGetters([], '0')],
  ['a proxy that throws', () => hostile({})],
  ['a function behind a proxy that throws', () => hostile(() => {})],
  ['a list behind a proxy that throws', () => hostile([])],
  ['a revoked proxy', revoked]
]

const ERROR_KEYS = ['message', 'stack', 'code', 'statusCode', 'headers', 'name', 'cause']

/** What a hook may throw, at once or later. */
const thrown: [title: string, make: () => unknown][] = [
  ['a promise that rejects', reject],
  ['an object whose getters throw', () => withGetters({}, ...ERROR_KEYS)],
  ['an Error whose getters throw', () => withGetters(new Error('x'), ...ERROR_KEYS)],
  ['a proxy that throws', () => hostile({})],
  ['an Error behind a proxy that throws', () => hostile(new Error(CANARY))],
  ['a revoked proxy', revoked]
]

const chain = (value: unknown, depth: number): unknown => depth === 0 ? value : { more: chain(value, depth - 1) }
const circle = (value: unknown): object => {
  const round: Record<string, unknown> = { value }
  return Object.assign(round, { round })
}

/** Where a value may be in what a hook returns. */
const wraps: [title: string, wrap: (value: unknown) => unknown][] = [
  ['', (value) => value],
  ['in a list', (value) => [value, value]],
  ['in an object', (value) => ({ email: value, plan: value })],
  ['in an object in a list', (value) => [{ plan: value }]],
  ['eight objects deep', (value) => chain(value, 8)],
  ['behind 150 entries', (value) => [...Array.from({ length: 150 }, () => 'x'), value]],
  ['in an object that holds itself', circle]
]

/** A hook that comes to `make()`: at once, later, or by throwing it. */
type Hook = () => unknown

interface Place {
  title: string
  options (hook: Hook): Options
  target?: string
  after?: (app: FastifyInstance, hook: Hook) => void
  /** What a function of ours takes as a value is not thrown by anybody. */
  isValue?: true
  /** The sign-in or sign-out may go on. */
  mayPass?: true
  /** Nobody walks through the whole of a user for keys that are none of our business. */
  isShallow?: true
}

const cookie = { secret: COOKIE_SECRET }
const isUser = { lookupUser: () => ada }
const custom = (changes: (hook: Hook) => Partial<ProviderContract>) => (hook: Hook): Options =>
  ({ ...isUser, cookie, provider: acmeDesk(changes(hook)) })
const claim = custom((hook) => ({ claims: { email: 'email', plan: wrong(hook) } }))
const ownRoute = (run: (app: FastifyInstance, hook: Hook) => unknown) => (app: FastifyInstance, hook: Hook): void => {
  app.get('/own', async () => ({ answer: await run(app, hook) }))
}
const createSignIn = ownRoute((app) => app.helpCenter().createSignIn(ada))
const encode = custom((hook) => ({ token: { kind: 'signed', encode: wrong(hook) } }))

const isValue = true as const
const PROFILE_KEYS = [
  'email', 'emailVerified', 'id', 'name', 'firstName', 'lastName', 'phone', 'picture', 'locale', 'organization',
  'groups', 'tags', 'custom'
]

const places: Place[] = [
  { title: 'lookupUser returns', options: (hook) => ({ lookupUser: wrong(hook) }) },
  { title: 'authorize returns', options: (hook) => ({ ...isUser, authorize: wrong(hook) }) },
  { title: 'profile returns', options: (hook) => ({ ...isUser, profile: wrong(hook) }) },
  { title: 'provider returns', options: (hook) => ({ ...isUser, cookie, provider: wrong(hook) }) },
  {
    title: 'secret returns',
    options: (hook) => ({
      ...isUser, cookie, provider: buildProvider({ secret: wrong(hook) })
    })
  },
  { title: 'signInPage returns', options: (hook) => ({ signInPage: wrong(hook) }) },
  {
    title: 'errorPage returns',
    options: (hook) => ({
      lookupUser: () => raise(new Error(CANARY)), errorPage: wrong(hook)
    })
  },
  { title: 'onSignIn returns', options: (hook) => ({ ...isUser, onSignIn: wrong(hook) }), mayPass: true },
  { title: 'onLogout returns', options: (hook) => ({ onLogout: wrong(hook) }), target: LOGOUT, mayPass: true },
  { title: 'a claim\'s function returns', options: claim },
  { title: 'encode of a provider returns', options: encode },
  {
    title: 'verify of a provider returns',
    options: custom((hook) =>
      ({ inbound: { signedRequest: { parameters: ['sso'], verify: wrong(hook) }, toClaim: { nonce: 'nonce' } } })),
    target: `${LOGIN}?sso=a`
  },
  {
    title: 'signOutUrl of a provider returns',
    options: custom((hook) => ({ signOutUrl: wrong(hook) })),
    target: '/own',
    after: ownRoute((app) => app.helpCenter().signOutUrl())
  },
  { title: 'for createSignIn(), encode returns', options: encode, target: '/own', after: createSignIn },
  { title: 'for createSignIn(), a claim\'s function returns', options: claim, target: '/own', after: createSignIn },
  {
    title: 'for createSignIn(), secret returns',
    options: (hook) => ({ ...isUser, cookie, provider: buildProvider({ secret: wrong(hook) }) }),
    target: '/own',
    after: createSignIn
  },
  {
    title: 'createSignIn() is given as a user',
    options: () => ({}),
    target: '/own',
    after: ownRoute((app, hook) => app.helpCenter().createSignIn(wrong(hook()))),
    isValue: true
  },
  {
    title: 'helpCenterRedirect() is given as a user',
    options: () => ({}),
    target: '/own',
    after: (app, hook) => { app.get('/own', (_, reply) => reply.helpCenterRedirect(wrong(hook()))) },
    isValue: true
  },
  {
    title: 'a user has under a key of no meaning',
    options: (hook) => ({ lookupUser: () => ({ ...ada, posts: hook() }) }),
    isValue: true,
    mayPass: true,
    isShallow: true
  },
  {
    title: 'a refused user has under a key of no meaning',
    options: (hook) => ({ lookupUser: () => ({ ...ada, emailVerified: false, posts: hook() }) }),
    isValue: true,
    isShallow: true
  },
  {
    title: 'a profile has under a key of no meaning',
    options: (hook) => ({ ...isUser, profile: (user) => ({ ...user, posts: hook() }) }),
    isValue: true
  },
  {
    title: 'an instance of the host\'s class has behind its getters',
    options: (hook) => ({
      lookupUser: () => wrong(new class {
        email = ada.email
        emailVerified = true
        get organization () { return hook() }
      }())
    })
  },
  {
    title: 'several keys of one user have',
    options: (hook) => ({
      lookupUser: () => wrong({ ...ada, name: hook(), organization: hook(), custom: { a: hook() }, groups: [hook()] })
    }),
    isValue: true
  },
  ...PROFILE_KEYS.flatMap((key): Place[] => {
    // One key of each kind is tried with everything.
    const rest = ['email', 'name', 'groups', 'custom'].includes(key)
      ? { isValue }
      : { isValue, isShallow: true as const }
    return [
      {
        title: `a user has as ${key}`,
        options: (hook) => ({ lookupUser: () => wrong({ ...ada, [key]: hook() }) }),
        ...rest
      },
      {
        title: `a profile has as ${key}`,
        options: (hook) => ({ ...isUser, profile: () => wrong({ ...ada, [key]: hook() }) }),
        ...rest
      }
    ]
  })
]

/** Lets pass what a rejection needs to be told of: it is, at the latest, after the next turn of the event loop. */
async function settle (): Promise<void> {
  for (let i = 0; i < 3; i++) await turn()
}

async function assertHarmless (t: Test, place: Place): Promise<void> {
  const { options, target = LOGIN, after, isValue, mayPass, isShallow } = place
  let make: Hook = () => {}
  const hook: Hook = () => make()
  const { app, log } = await buildApp(t, options(hook), after && { after: (app) => after(app, hook) })
  const rows: [title: string, make: Hook][] = values.flatMap(([value, makeValue]) =>
    wraps.slice(0, isShallow && 1).map(([where, wrap]): [string, Hook] =>
      [`${value} ${where}`, () => wrap(makeValue())]))
  if (isValue !== true) {
    rows.push(...thrown.map(([value, makeThrown]): [string, Hook] => [`throws ${value}`, () => raise(makeThrown())]))
    rows.push(
      ...thrown.map(([value, makeThrown]): [string, Hook] => [`throws later ${value}`, async () => raise(makeThrown())])
    )
  }
  const failures: string[] = []
  for (const [row, makeRow] of rows) {
    make = makeRow
    log.length = 0
    const { statusCode, headers, body } = await app.inject(target)
    await settle()
    const ended = incidents.splice(0)
    if (ended.length > 0) failures.push(`${row}: ${ended.map(describe)}`)
    const isCoded = statusCode >= 400 && body.includes('FST_HELP_CENTER_')
    if (!isCoded && mayPass !== true) failures.push(`${row}: ${statusCode} ${body.slice(0, 200)}`)
    if (mayPass === true && statusCode !== 303 && !isCoded) failures.push(`${row}: ${statusCode} ${body.slice(0, 200)}`)
    const shown = JSON.stringify([headers, body, log])
    if (shown.includes('canary')) failures.push(`${row}: shows ${shown.slice(0, 300)}`)
    if (isCoded && headers.location !== undefined) failures.push(`${row}: an error that leads on`)
  }
  t.ok(rows.length >= values.length)
  t.strictSame(failures.slice(0, 20), [], `${failures.length} of ${rows.length}`)
  await app.close()
}

/** An incident may itself be a proxy that throws. */
function describe (incident: unknown): string {
  try {
    return String(incident)
  } catch {
    return 'what cannot be described'
  }
}

for (const place of places) {
  t.test(`whatever ${place.title}, rejecting or throwing, the process goes on and the answer is a code (X11)`, (t) =>
    assertHarmless(t, place))
}
