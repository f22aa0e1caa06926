import { inspect } from 'node:util'
import t from 'tap'
import type { Key, Provider, Secret } from '../../lib/contract/contract.ts'
import { makeClaims } from '../../lib/sign-in/claims.ts'
import { toCheckedProfile } from '../../lib/sign-in/profile.ts'
import { NO_REQUEST } from '../../lib/sign-in/roles.ts'
import { signToken } from '../../lib/sign-in/token.ts'
import { askForKey } from '../fixtures/ask-for-key.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { readToken } from '../fixtures/read-token.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { rejectionOf } from '../fixtures/thrown-by.ts'
import { buildApp, buildProvider, COOKIE_SECRET, LOGIN } from '../fixtures/build-app.ts'
import { isSignedWith } from '../fixtures/read-token.ts'

const NOW = Date.UTC(2026, 10, 21)
const profile = toCheckedProfile({ email: 'ada@example.com' }, { strict: true, assumeEmailVerified: true })

/** As a visit does: first the key, then claims and token. */
async function sign (provider: Provider, timeout = 1000): Promise<string> {
  const key = await askForKey(provider, timeout)
  const { jwt = '' } = signToken(makeClaims(profile, provider, NO_REQUEST, NOW), provider, key)
  return jwt
}

/** A function as a host without types may give it. */
const secretOf = (secret: () => unknown) => acmeDesk({ secret: secret as Exclude<Secret, Key> })

t.test('a function may give the secret at once or later, as text or as bytes', async (t) => {
  const bytes = Buffer.from(SECRET)
  const thenable = { then: (resolve: (secret: string) => void) => resolve(SECRET) }
  for (const secret of [() => SECRET, async () => SECRET, () => bytes, async () => bytes, () => thenable]) {
    t.match(readToken(await sign(secretOf(secret)), SECRET).claims, { email: 'ada@example.com' })
  }
})

t.test('a function is asked for every token, so that a rotation needs no restart (N2)', async (t) => {
  const secrets = [`old-${SECRET}`, `old-${SECRET}`, `new-${SECRET}`, `new-${SECRET}`]
  let asked = 0
  const provider = secretOf(async () => secrets[asked++])
  const tokens = await Promise.all(secrets.map(() => sign(provider)))
  t.equal(asked, 4)
  for (const [i, token] of tokens.entries()) {
    const [right = '', wrong = ''] = i < 2 ? [`old-${SECRET}`, `new-${SECRET}`] : [`new-${SECRET}`, `old-${SECRET}`]
    t.ok(readToken(token, right))
    t.throws(() => readToken(token, wrong), { message: 'wrong signature' })
  }
})

t.test('a function that fills the same bytes anew gives a new key (N2)', async (t) => {
  const bytes = Buffer.from(`old-${SECRET}`)
  const provider = secretOf(() => bytes)
  const before = await sign(provider)
  bytes.write('new')
  const after = await sign(provider)
  t.ok(readToken(before, `old-${SECRET}`))
  t.ok(readToken(after, `new-${SECRET}`))
})

t.test('a function may wipe the bytes that it gave, once they have been used (X21)', async (t) => {
  const given: Buffer[] = []
  const provider = secretOf(() => {
    const bytes = Buffer.from(SECRET)
    given.push(bytes)
    return bytes
  })
  for (let i = 0; i < 2; i++) {
    t.ok(readToken(await sign(provider), SECRET))
    for (const bytes of given) bytes.fill(0)
  }
})

t.test('a function that fails, hangs or gives no secret makes no token and tells only a code (K8)', async (t) => {
  const canary = 'canary-7f3a-canary-7f3a-canary-7f3a'
  const details = { secret: canary, headers: { location: canary }, statusCode: 302 }
  const fail = (message: string) => Object.assign(new Error(message), details)
  const raise = (thrown: unknown) => { throw thrown }
  const functions: Array<[string, () => unknown]> = [
    ['an empty string', () => ''], ['undefined', () => undefined], ['null', async () => null],
    ['an empty Buffer', () => Buffer.alloc(0)], ['5 bytes', () => canary.slice(0, 5)],
    ['31 bytes', async () => Buffer.from(canary.slice(0, 31))], ['a trailing line feed', () => `${canary}\n`],
    ['a leading space', () => ` ${canary}`],
    ['a PEM document', () => `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`],
    ['a JWK', () => JSON.stringify({ kty: 'oct', k: canary })],
    ['a parsed JWK', () => ({ kty: 'oct', k: canary })], ['one character', () => 'a'.repeat(64)], ['a number', () => 7],
    ['true', () => true], ['bytes of another kind', () => new Uint8Array(Buffer.from(canary))],
    ['a list', () => [canary]], ['a function', () => () => canary],
    ['an error', () => raise(fail(`vault refused ${canary}`))], ['a text', () => raise(canary)],
    ['a rejection', async () => raise(fail(canary))],
    ['a late rejection', () => new Promise((_resolve, reject) => setImmediate(reject, fail(canary)))],
    ['a promise that never settles', () => new Promise(() => {})], ['null thrown', () => raise(null)]
  ]
  for (const [name, secret] of functions) {
    const error = await rejectionOf(sign(secretOf(secret), 5))
    t.match(
      error,
      { code: 'FST_HELP_CENTER_SECRET_UNAVAILABLE', statusCode: 503, message: 'The signing secret is not available' },
      name
    )
    t.notMatch(`${inspect(error, { depth: 12, showHidden: true })}${JSON.stringify(error)}`, /canary/)
    t.equal(error.cause, undefined)
  }
})

t.test('why there is no secret goes on for the log: name, code and place, kind of value, time-out (K8)', async (t) => {
  class VaultDown extends Error { override name = 'VaultDown'; code = 'ECONNREFUSED' }
  const raise = (thrown: unknown) => { throw thrown }
  const failureOf = async (secret: () => unknown) => {
    const { code, failure } = await rejectionOf(sign(secretOf(secret), 5))
    t.equal(code, 'FST_HELP_CENTER_SECRET_UNAVAILABLE')
    return failure
  }
  const vaults = [
    () => raise(new VaultDown(SECRET)), async () => raise(new VaultDown(SECRET)),
    () => Promise.reject(new VaultDown(SECRET))
  ]
  for (const secret of vaults) {
    const { at, ...failure } = { at: '', ...await failureOf(secret) }
    t.strictSame(failure, { name: 'VaultDown', code: 'ECONNREFUSED' })
    t.match(at, /^secret-function\.test\.ts:\d+:\d+$/)
  }
  const rows: Array<[secret: () => unknown, name: string]> = [
    [() => raise(SECRET), 'string'], [() => raise(null), 'null'], [async () => raise({ secret: SECRET }), 'object'],
    [() => new Promise(() => {}), 'FST_HELP_CENTER_HOOK_TIMEOUT'], [() => undefined, 'nothing'],
    [async () => '', 'nothing'], [() => 7, 'a value of type number'], [() => [SECRET], 'a value of type object'],
    [() => SECRET.slice(0, 5), 'a secret of 5 bytes'],
    [async () => `${SECRET}\n`, 'a secret with leading or trailing white space'],
    [() => 'a'.repeat(64), 'one character repeated']
  ]
  for (const [secret, name] of rows) t.strictSame(await failureOf(secret), { name }, name)
})

t.test('a client that leaves while the vault is asked is no trouble of the vault (H4)', async (t) => {
  const client = new AbortController()
  let signal: AbortSignal | undefined
  const provider = secretOf(((context: { signal: AbortSignal }) => {
    signal = context.signal
    return new Promise(() => {})
  }) as () => unknown)
  const key = askForKey(provider, 60_000, client.signal)
  client.abort()
  t.match(await rejectionOf(key), { code: 'FST_HELP_CENTER_CLIENT_GONE', failure: undefined })
  t.equal(signal?.aborted, true)
})

t.test('a function may give a short secret only to a provider that allows it (K1)', async (t) => {
  const secret = () => 'a short one'
  await t.rejects(sign(acmeDesk({ secret })), { code: 'FST_HELP_CENTER_SECRET_UNAVAILABLE' })
  t.ok(readToken(await sign(acmeDesk({ secret, allowShortSecret: true })), 'a short one'))
  await t.rejects(sign(acmeDesk({ secret: () => '', allowShortSecret: true })), {
    code: 'FST_HELP_CENTER_SECRET_UNAVAILABLE'
  })
})

t.test('a function that hangs is told so by its signal', async (t) => {
  let aborted: AbortSignal | undefined
  const provider = secretOf(((context: { signal: AbortSignal }) => {
    aborted = context.signal
    return new Promise(() => {})
  }) as () => unknown)
  await rejectionOf(sign(provider, 5))
  t.equal(aborted?.aborted, true)
})

t.test('a secret that changes between two sign-ins is the new one for the second (N2)', async (t) => {
  const secrets = ['first-secret-of-the-vault-2Gs6Wf9Qx3Tb7Mv', 'second-secret-of-the-vault-h4Pj8Lm4Rt8Vb']
  let now = 0
  const { app } = await buildApp(t, {
    provider: buildProvider({ secret: async () => secrets[now] ?? '' }), cookie: { secret: COOKIE_SECRET }
  })
  for (const expected of [0, 1, 0]) {
    now = expected
    const { headers } = await app.inject({ url: LOGIN, headers: { cookie: 'session=ada' } })
    const token = new URL(String(headers.location)).searchParams.get('jwt') ?? ''
    t.strictSame(secrets.map((secret) => isSignedWith(token, secret)), [expected === 0, expected === 1])
  }
})
