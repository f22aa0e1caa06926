import { breaking } from '../breaking.mjs'

const ENCODED = 'test/contract/signed-request.test.ts#where encode returns'
const COUNTING = 'test/visit/counting.test.ts'
const HIDDEN = 'test/sign-in/invisible-text.test.ts'

const claims = breaking('lib/sign-in/claims.ts', ['test/sign-in/claims.test.ts'], [
  ['claims: the whole profile', 'Object.assign(payload, fixedClaims', 'Object.assign(payload, profile, fixedClaims'],
  ['claims: jti before what the provider names', 'payload.jti = jti', 'payload.jti ??= jti'],
  ['claims: time before what the provider names', 'const expiresAt = addTimeClaims(payload, now, time)',
    'const expiresAt = addTimeClaims(payload, now, time)\n  Object.assign(payload, fixedClaims, requested.claims)'],
  ['claims: one that the vendor requires may be missing', 'if (missing !== undefined)', 'if (false)'],
  ['claims: blanks are a name', '[\\s\\p{Default_Ignorable_Code_Point}]*', ''],
  ['claims: one jti per process', 'const jti = randomUUID()',
    'const jti = ((globalThis as { jti?: string }).jti ??= randomUUID())'],
  ['claims: any value', 'const claim = toClaimValue(value)', 'const claim = value as never'],
  ['claims: an object with a prototype', 'ClaimValue> = bare()', 'ClaimValue> = {}'],
  ['claims: the error of a claim function goes on',
    "throw new errors.InvalidClaim(name, 'an exception from its function', CLAIM_VALUE_CURE)", 'return source(profile)']
])

const EARLY_CLOCK = 'const startedAt = globalThis.Date.now(), Date = { now: () => startedAt }'

const issue = breaking('lib/sign-in/issue.ts', ['test/visit/claims.test.ts'], [
  ['claims: the user is spread into them', 'signToken(claims,',
    'signToken({ ...claims, payload: { ...user, ...claims.payload } },'],
  ['claims: the user has the last word', 'signToken(claims,',
    'signToken({ ...claims, payload: { ...claims.payload, ...user } },'],
  ['clock: read before the hooks', 'const profile = await', `${EARLY_CLOCK}
  const profile = await`],
  ['clock: read before the vault', 'const key = await', `${EARLY_CLOCK}
  const key = await`, ['test/sign-in/secret-function.test.ts', 'test/visit/clock.test.ts']],
  ['token: made for a client that has left', '  assertWaiting()\n  // Read', '  // Read',
    ['test/visit/left-early.test.ts']],
  ['audit: gets the token', 'jti, expiresAt, returnTo }, hooks',
    'jti, expiresAt, returnTo, ...{ token } }, hooks', ['test/visit/hooks.test.ts#audit hook']],
  ['audit: stops the visitor', 'log.error({ helpCenter', 'throw error; log.error({ helpCenter',
    ['test/visit/hooks.test.ts#audit hook']]
])

const times = breaking('lib/sign-in/time-claims.ts', ['test/sign-in/time-claims.test.ts'], [
  ['clock: exp moves with the back-dating', ' end: seconds + lifetime', ' end: seconds + lifetime + backdate'],
  ['clock: nbf is not back-dated', 'start: seconds - backdate', 'start: seconds'],
  ['clock: a broken one is believed', 'if (!(seconds >= EARLIEST && seconds < LATEST))', 'if (false)']
])

const token = breaking('lib/sign-in/token.ts', ['test/sign-in/token.test.ts'], [
  ['token: fast-jwt gets the bare payload',
    'sign(bare({ toJSON: () => payload, exp: undefined, nbf: undefined, iat: undefined }))', 'sign({ ...payload })'],
  ['token: of any length', 'if (length > limit)', 'if (false)'],
  ['token: fast-jwt reads options of a polluted prototype', '...DEFAULTS, ', '',
    ['test/sign-in/token.test.ts#polluted Object']],
  ['token: one signer for all keys', 'const known = signers.get(key)',
    'const known = (globalThis as { known?: Map<string, Signer> }).known ??= new Map<string, Signer>()',
    ['test/sign-in/secret-function.test.ts']],
  ['token: a signer for each token', 'if (signer !== undefined) return signer', '', [COUNTING]],
  ['token: what encode returns is not looked at',
    "callForParameters('token.encode', () => token.encode(Object.freeze(payload), key))",
    'token.encode(Object.freeze(payload), key)', [ENCODED]],
  ['token: an empty one', " && !values.includes('')", '', [ENCODED]],
  ['token: none at all', 'values.length > 0 && ', '', [ENCODED]],
  ['secret: decoded', 'algorithm, key, noTimestamp', "algorithm, key: Buffer.from(String(key), 'base64'), noTimestamp"]
])

const key = breaking('lib/sign-in/key.ts', ['test/sign-in/secret-function.test.ts'], [
  ['secret: a function may give any', 'if (fault !== null)', 'if (false)'],
  ['secret: a function may always give a short one', 'allowShort: allowShortSecret', 'allowShort: true'],
  ['secret: asked for once and kept', 'given = await',
    'given = (provider.secret as { kept?: unknown }).kept ??= await'],
  ['secret: the first one stays', 'isSameKey(last.given, given)', 'true'],
  ['secret: one that is filled anew counts as the same', 'Buffer.isBuffer(given) ? Buffer.from(given) : given as Key',
    'given as Key'],
  ['secret: what the vault said goes on', 'throw Object.assign(new errors.SecretUnavailable(), { failure })',
    'throw Object.assign(error as Error, { failure })']
])

const email = breaking('lib/sign-in/email.ts', ['test/sign-in/email.test.ts'], [
  ['e-mail: folded before it is checked', "untrustedEmail.split('@')", "untrustedEmail.toLowerCase().split('@')"],
  ['e-mail: a local part that Unicode folds', '+)*$/i', '+)*$/iu'],
  ['e-mail: a domain in any script', '/^(?:[a-z0-9](?:', '/^(?:[^\\s@.](?:'],
  ['e-mail: white space is trimmed', "untrustedEmail.split('@')", "untrustedEmail.trim().split('@')"],
  ['e-mail: of any length', ' || untrustedEmail.length > MAX_LENGTH', ''],
  ['e-mail: capitals stay', 'untrustedEmail.toLowerCase()', 'untrustedEmail']
])

const profile = breaking('lib/sign-in/profile.ts', ['test/sign-in/profile.test.ts'], [
  ['e-mail: not checked', 'profile.email = toCheckedEmail(profile.email)', ''],
  ['e-mail: need not be verified', 'if (!assumeEmailVerified && profile.emailVerified !== true)', 'if (false)'],
  ['e-mail: only a false mark counts', 'profile.emailVerified !== true', 'profile.emailVerified === false'],
  ['e-mail: whatever is true-ish verifies', "check: (value) => typeof value === 'boolean' ? value : undefined",
    'check: (value) => Boolean(value)'],
  ['profile: unknown keys are ignored', 'if (strict) refuseUnknownKeys(source)', ''],
  ['profile: every key of the user', 'unknown> = bare()', 'unknown> = { ...source }',
    ['test/sign-in/hostile-user.test.ts']],
  ['profile: keys of a polluted prototype', 'if (Object.hasOwn(Object.prototype, key) && !Object.hasOwn(source, key))',
    'if (false)',
    ['test/sign-in/hostile-user.test.ts']],
  ['profile: a key is read again after its check', 'if (checked !== undefined) return checked',
    'if (checked !== undefined) return (source as Record<string, unknown>)[key]',
    ['test/sign-in/hostile-user.test.ts']],
  ['profile: the error of a getter goes on', '  } catch (thrown) {\n    silence(thrown)\n  }',
    '  } catch (thrown) {\n    throw thrown\n  }', ['test/sign-in/hostile-user.test.ts']],
  ['profile: a picture of any scheme', "protocol === 'https:' && ", '']
])

const value = breaking('lib/sign-in/claim-value.ts', ['test/sign-in/claim-value.test.ts'], [
  ['claim value: control characters', ' && !UNSAFE_TEXT.test(value)', ''],
  ['claim value: text of any length', ' && value.length <= MAX_TEXT_LENGTH', ''],
  ['claim value: a list of any length', ' && value.length <= MAX_ENTRIES', ''],
  ['claim value: keys of the language', " || key === '__proto__' || key === 'toJSON'", ''],
  ['claim value: with a prototype', 'isArray ? Object.setPrototypeOf([], null) : bare()', 'isArray ? [] : {}'],
  ['claim value: a Date is an empty object', 'if (!isArray && !isPlain(value))', 'if (false)'],
  ['claim value: an array with holes', '(isArray && value.length !== entries.length)', 'false'],
  ['claim value: joiners that join nothing', '!JOINER_AT_AN_EDGE.test(value)', 'true', [HIDDEN]],
  ['claim value: fillers and tags', '!HIDDEN_TEXT.test(value) && ', '', [HIDDEN]],
  ['claim value: sentences in tags', '!HIDDEN_TEXT.test(value) && ',
    '!/[\\u00ad\\u115f\\u1160\\u180e\\u2800\\u3164\\uffa0]/u.test(value) && ',
    [HIDDEN]],
  ['claim value: no Japanese name with a selector', '\\u{e00ff}', '\\u{e01ff}', [HIDDEN]],
  ['claim value: characters that nobody sees', '\\u200b\\u202a-\\u202e\\u2060-\\u2069\\ufeff', '', [HIDDEN]]
])

const PRIVILEGED = 'test/providers/privileged-claims.test.ts'

const rights = [
  ...breaking('lib/contract/claim-sources.ts', [`${PRIVILEGED}#Zendesk: no token whose role`], [
    ['rights: any value', ' || isAllowed(value)', ' || true'],
    ['claims: a full name that is too long', 'joined.length <= MAX_NAME ? joined : lastName', 'joined',
      ['test/contract/full-name.test.ts']]
  ]),
  ...breaking('lib/providers/zendesk-claims.ts', [`${PRIVILEGED}#custom role`], [
    ['rights: a custom role for anybody', "roles.get(profile) === 'agent'", 'true'],
    ['rights: a custom role of any kind', 'Number.isSafeInteger(value) && Number(value) > 0', 'true',
      [`${PRIVILEGED}#Zendesk: no token whose custom`]]
  ]),
  ...breaking('lib/providers/discourse.ts', [`${PRIVILEGED}#Discourse`], [
    ['rights: any value of an admin flag', 'BOOLEANS.includes(name)', 'false'],
    ['rights: a list of groups as text', 'LISTS.includes(name)', 'false']
  ]),
  ...breaking('lib/providers/user-voice.ts', [`${PRIVILEGED}#UserVoice`], [
    ['rights: any value of a word of UserVoice', 'oneOf(name, source, values[name as keyof typeof values])', 'source']
  ])
]

const PURE = ['test/sign-in/request.test.ts', 'test/sign-in/claims.test.ts', 'test/sign-in/token.test.ts']

const bare = [
  ...breaking('lib/contract/bare-object.ts', PURE, [
    ['absent: read from a polluted prototype', 'Bare.prototype = Object.freeze(Object.create(null))', '']
  ]),
  ...breaking('lib/contract/check-option.ts', [
    'test/options/options.test.ts', 'test/contract/define-provider.test.ts'
  ], [
    ['absent: an option of a polluted prototype', 'return bare({ ...raw })', 'return raw']
  ])
]

const visitor = breaking('lib/sign-in/visitor.ts', ['test/sign-in/visitor.test.ts'], [
  ['authorize: its answer is ignored', 'if (!authorized)', 'if (false)'],
  ['authorize: any answer counts', "if (typeof authorized !== 'boolean')", 'if (false)'],
  ['profile: what the hook returns is not checked strictly', 'strict: true', 'strict: false'],
  ['user: any answer of the look-up', "if (typeof found === 'object') return found", 'return Object(found)']
])

export const tokens = [
  ...claims, ...issue, ...times, ...token, ...key, ...rights, ...bare, ...email, ...profile, ...value, ...visitor
]
