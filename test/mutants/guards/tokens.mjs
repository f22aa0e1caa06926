import { breaking } from '../breaking.mjs'

const claims = breaking('lib/sign-in/claims.ts', ['test/sign-in/claims.test.ts'], [
  ['claims: the whole profile', 'Object.assign(payload, fixedClaims', 'Object.assign(payload, profile, fixedClaims'],
  ['claims: jti before what the provider names', 'payload.jti = jti', 'payload.jti ??= jti'],
  ['claims: time before what the provider names', '(payload, fixedClaims, requested.claims, times.claims)',
    '(payload, times.claims, { ...payload }, fixedClaims, requested.claims)'],
  ['claims: what the provider fixes before what it names', '(payload, fixedClaims, ', '(payload, fixedClaims, { ...payload }, '],
  ['claims: one that the vendor requires may be missing', 'if (missing !== undefined)', 'if (false)'],
  ['claims: one jti per process', 'const jti = randomUUID()', 'const jti = ((globalThis as { jti?: string }).jti ??= randomUUID())'],
  ['claims: jti from the clock', 'const jti = randomUUID()', 'const jti = String(now)'],
  ['claims: any value', 'const claim = toClaimValue(value)', 'const claim = value as never'],
  ['claims: an object with a prototype', 'ClaimValue> = Object.create(null)', 'ClaimValue> = {}'],
  ['claims: the error of a claim function goes on', "throw new errors.InvalidClaim(name, 'an exception of its function', CLAIM_VALUE_CURE)", 'return source(profile)']
])

const EARLY_CLOCK = 'const startedAt = globalThis.Date.now(), Date = { now: () => startedAt }'

const issue = breaking('lib/sign-in/issue.ts', ['test/visit/claims.test.ts'], [
  ['claims: the user is spread into them', 'signToken(claims,', 'signToken({ ...claims, payload: { ...user, ...claims.payload } },'],
  ['claims: the user has the last word', 'signToken(claims,', 'signToken({ ...claims, payload: { ...claims.payload, ...user } },'],
  ['claims: jti of the user', 'signToken(claims,', 'signToken({ ...claims, payload: { ...claims.payload, jti: Object(user).jti ?? claims.jti } },'],
  ['clock: read before the hooks', 'const profile = await', `${EARLY_CLOCK}
  const profile = await`],
  ['clock: read before the vault', 'const key = await', `${EARLY_CLOCK}
  const key = await`, ['test/sign-in/secret-function.test.ts', 'test/visit/clock.test.ts']],
  ['token: made for a client that has left', 'if (clientGone?.aborted === true) throw new errors.ClientGone()', '',
    ['test/visit/left-early.test.ts']],
  ['authorize: never asked', 'authorize: authorize && ', 'authorize: undefined && ', ['test/routes/refusals.test.ts']],
  ['audit: gets the token', 'jti, expiresAt, returnTo }, context)', 'jti, expiresAt, returnTo, ...{ token } }, context)', ['test/visit/hooks.test.ts#audit hook']],
  ['audit: stops the visitor', 'log.error({ helpCenter', 'throw error; log.error({ helpCenter', ['test/visit/hooks.test.ts#audit hook']]
])

const times = breaking('lib/sign-in/time-claims.ts', ['test/sign-in/time-claims.test.ts'], [
  ['clock: exp moves with the back-dating', ' end: seconds + lifetime', ' end: seconds + lifetime + backdate'],
  ['clock: nbf is not back-dated', 'start: seconds - backdate', 'start: seconds'],
  ['clock: read for each claim', 'instants[instant] *', '(instants[instant] - seconds + Math.floor(Date.now() / 1000)) *'],
  ['clock: rounded', 'Math.floor(now / 1000)', 'Math.round(now / 1000)'],
  ['clock: a broken one is believed', 'if (!(seconds >= EARLIEST && seconds < LATEST))', 'if (false)'],
  ['unit guard: off', 'if (!(seconds >= EARLIEST - margin && seconds < LATEST + margin))', 'if (false)'],
  ['unit guard: lets a missing claim through', 'if (!(seconds >= EARLIEST - margin && seconds < LATEST + margin))',
    'if (seconds < EARLIEST - margin || seconds >= LATEST + margin)']
])

const token = breaking('lib/sign-in/token.ts', ['test/sign-in/token.test.ts'], [
  ['token: the unit guard is not called', 'assertTimeUnit(payload, time)', ''],
  ['token: fast-jwt gets the bare payload', 'Object.assign(Object.create(null), { toJSON: () => payload })', '{ ...payload }'],
  ['token: of any length', 'if (length > limit)', 'if (false)'],
  ['secret: decoded', 'createSigner({ algorithm, key,', "createSigner({ algorithm, key: Buffer.from(String(key), 'base64'),"],
  ['secret: a function may give any', 'if (fault !== null) throw', 'if (false) throw', ['test/sign-in/secret-function.test.ts']],
  ['secret: a function may always give a short one', 'allowShort: allowShortSecret', 'allowShort: true', ['test/sign-in/secret-function.test.ts']],
  ['secret: asked for once and kept', 'key = await callHook(', 'key = (secret as { kept?: unknown }).kept ??= await callHook(', ['test/sign-in/secret-function.test.ts']],
  ['secret: asked for without a time-out', "callHook('secret', timeout, secret, clientGone)",
    '(secret as (context: object) => unknown)({ signal: new AbortController().signal })', ['test/sign-in/secret-function.test.ts']],
  ['secret: what the vault said goes on', 'throw Object.assign(new errors.SecretUnavailable(), { failure: failure ??', 'throw Object.assign(error as Error, { failure: failure ??',
    ['test/sign-in/secret-function.test.ts']]
])

const email = breaking('lib/sign-in/email.ts', ['test/sign-in/email.test.ts'], [
  ['e-mail: folded before it is checked', "untrustedEmail.split('@')", "untrustedEmail.toLowerCase().split('@')"],
  ['e-mail: a local part that Unicode folds', '+)*$/i', '+)*$/iu'],
  ['e-mail: a domain that Unicode folds', '])?$/i', '])?$/iu'],
  ['e-mail: a domain in any script', '/^(?:[a-z0-9](?:', '/^(?:[^\\s@.](?:'],
  ['e-mail: two @', 'rest.length > 0 || ', ''],
  ['e-mail: white space is trimmed', "untrustedEmail.split('@')", "untrustedEmail.trim().split('@')"],
  ['e-mail: normalized', "untrustedEmail.split('@')", "untrustedEmail.normalize('NFKC').split('@')"],
  ['e-mail: of any length', ' || untrustedEmail.length > MAX_LENGTH', ''],
  ['e-mail: capitals stay', 'untrustedEmail.toLowerCase()', 'untrustedEmail']
])

const profile = breaking('lib/sign-in/profile.ts', ['test/sign-in/profile.test.ts'], [
  ['e-mail: not checked', 'profile.email = toCheckedEmail(profile.email)', ''],
  ['e-mail: need not be verified', 'if (!assumeEmailVerified && profile.emailVerified !== true)', 'if (false)'],
  ['e-mail: only a false mark counts', 'profile.emailVerified !== true', 'profile.emailVerified === false'],
  ['e-mail: whatever is true-ish verifies', "check: (value) => typeof value === 'boolean' ? value : undefined", 'check: (value) => Boolean(value)'],
  ['profile: unknown keys are ignored', 'if (strict) refuseUnknownKeys(source)', ''],
  ['profile: every key of the user', 'const profile = Object.create(null)', 'const profile: any = { ...source }', ['test/sign-in/hostile-user.test.ts']],
  ['profile: keys of a polluted prototype', 'if (Object.hasOwn(Object.prototype, key) && !Object.hasOwn(source, key))', 'if (false)',
    ['test/sign-in/hostile-user.test.ts']],
  ['profile: a key is read again after its check', 'if (checked !== undefined) return checked',
    'if (checked !== undefined) return (source as Record<string, unknown>)[key]', ['test/sign-in/hostile-user.test.ts']],
  ['profile: the error of a getter goes on', '} catch {}', '} catch (error) { throw error }', ['test/sign-in/hostile-user.test.ts']],
  ['profile: a picture of any scheme', "protocol === 'https:' && ", '']
])

const value = breaking('lib/sign-in/claim-value.ts', ['test/sign-in/claim-value.test.ts'], [
  ['claim value: control characters', ' && !UNSAFE_TEXT.test(value)', ''],
  ['claim value: text of any length', ' && value.length <= MAX_TEXT_LENGTH', ''],
  ['claim value: a list of any length', ' && value.length <= MAX_ENTRIES', ''],
  ['claim value: an object of any size', 'entries.length > MAX_ENTRIES || ', ''],
  ['claim value: keys of the language', " || key === '__proto__' || key === 'toJSON'", ''],
  ['claim value: with a prototype', 'isArray ? Object.setPrototypeOf([], null) : Object.create(null)', 'isArray ? [] : {}'],
  ['claim value: a Date is an empty object', 'if (!isArray && ![Object.prototype, null]', 'if (false && ![Object.prototype, null]']
])

const visitor = breaking('lib/sign-in/visitor.ts', ['test/sign-in/visitor.test.ts'], [
  ['authorize: its answer is ignored', 'if (!authorized)', 'if (false)'],
  ['authorize: any answer counts', "if (typeof authorized !== 'boolean')", 'if (false)'],
  ['profile: what the hook returns is not checked strictly', 'strict: true', 'strict: false'],
  ['user: any answer of the look-up', "if (typeof user === 'object') return user", 'return Object(user)']
])

export const tokens = [...claims, ...issue, ...times, ...token, ...email, ...profile, ...value, ...visitor]
