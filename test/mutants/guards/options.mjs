/* eslint-disable no-template-curly-in-string -- this is code that holds templates */
import { breaking } from '../breaking.mjs'

const COPIED = 'test/contract/copied-secret.test.ts'
const TWICE = 'test/host/twice.test.ts#secret'

const secret = breaking('lib/contract/secret.ts', ['test/contract/secret.test.ts'], [
  ['secret: 16 bytes', 'MIN_BYTES = 32', 'MIN_BYTES = 16'],
  ['secret: white space at an end', 'if (text.trim() !== text)', 'if (false)'],
  ['secret: white space around bytes', 'const isText = typeof value === \'string\' || ',
    'const isText = typeof value === \'string\' || false && '],
  ['secret: characters are counted', 'if (bytes.length < minBytes)', 'if (value.length < minBytes)'],
  ['secret: a key file', 'if (/^\\s*-----BEGIN /.test(text) || isJson(text))', 'if (false)'],
  ['secret: one character repeated', '/^(.)\\1*$/su.test(text) || bytes.every((byte) => byte === bytes[0])', 'false'],
  ['secret: a placeholder', 'if (PLACEHOLDER.test(text))', 'if (false)'],
  ['secret: shown in the message', 'got: `a secret of ${bytes.length} bytes`', 'got: `the secret ${text}`']
])

const texts = breaking('lib/contract/check-option.ts', ['test/options/misplaced-secret.test.ts'], [
  ['secret: in the error of another option', 'if (text.length >= 16 && ', 'if (false && '],
  ['secret: of 16 characters, in the error of another option', 'text.length >= 16', 'text.length > 16'],
  ['secret: that begins with a slash, in the error of another option', '\\/[^+=]*$/', '\\//']
])

const define = breaking('lib/contract/define-provider.ts', ['test/contract/define-provider.test.ts'], [
  ['provider: white space is trimmed from the secret', 'assertSecret(secret,',
    "assertSecret(typeof secret === 'string' ? secret.trim() : secret,",
    ['test/providers/zoho-desk.test.ts', 'test/options/options.test.ts']],
  ['provider: may be changed', 'return Object.freeze(bare({', 'return (bare({'],
  ['provider: shares the bytes of its secret with the host', 'Buffer.isBuffer(given) ? Buffer.from(given) : given',
    'given', [COPIED]],
  ['provider: short secrets', 'allowShort: allowShortSecret', 'allowShort: true']
])

const copies = [
  ...breaking('lib/contract/frozen-copy.ts', ['test/contract/define-provider.test.ts'], [
    ['provider: its lists may be changed', 'Object.freeze(value.map(frozenCopy))', 'value.map(frozenCopy)']
  ]),
  ...breaking('lib/contract/secret.ts', ['test/sign-in/secret-function.test.ts'], [
    ['secret: shares its bytes with the host', ': Buffer.from(secret)',
      ": typeof secret === 'string' ? Buffer.from(secret) : secret"]
  ])
]

const contract = ['test/contract/define-provider.test.ts']
const checks = [
  ...breaking('lib/contract/check-token.ts', contract, [
    ['provider: any algorithm', "assertOneOf(algorithm, ['HS256', 'HS512', 'RS256', 'EdDSA'], 'token.algorithm')", '']
  ]),
  ...breaking('lib/contract/claim-sources.ts', contract, [
    ['provider: jti and time claims may be named', 'assertOption(!RESERVED.includes(name),', 'assertOption(true,'],
    ['provider: custom as a whole', "filter((key) => key !== 'custom')", 'filter(() => true)']
  ]),
  ...breaking('lib/contract/check-claims.ts', contract, [
    ['provider: a required claim that nothing fills', 'assertOption(filled.includes(name),', 'assertOption(true,']
  ]),
  ...breaking('lib/contract/check-inbound.ts', contract, [
    ['provider: a required parameter without a role', 'assertOption(names.includes(name),', 'assertOption(true,'],
    ['provider: an empty list of parameters', 'assertOption(names.length > 0,', 'assertOption(true,']
  ]),
  ...breaking('lib/contract/resolve-time.ts', contract, [
    ['provider: tokens of a day', 'MAX_LIFETIME = 600', 'MAX_LIFETIME = 86_400'],
    ['provider: the back-dating is on top', 'longest = maxLifetime - backdate', 'longest = maxLifetime'],
    ['provider: a session without an end', " || Object.values(claims).includes('sessionEnd')", '']
  ])
]

const url = breaking('lib/contract/url-option.ts', ['test/contract/url-option.test.ts'], [
  ['URL option: plain http', "if (!LOOPBACK.test(url.hostname)) throw refuse('Use https: a token travels here')", ''],
  ['URL option: plain http on this machine, unasked', 'if (!allowInsecure)', 'if (false)'],
  ['URL option: what looks like this machine', '127(?:\\.\\d{1,3}){3}', '127.*'],
  ['URL option: user info', "if (url.username !== '' || url.password !== '')", 'if (false)'],
  ['URL option: a wildcard', "if (url.hostname.includes('*'))", 'if (false)'],
  ['URL option: a dot behind the host', "if (url.hostname.endsWith('.'))", 'if (false)'],
  ['URL option: any script', 'if (/[^\\x21-\\x7e]/.test(value))', 'if (false)'],
  ['URL option: a fragment', "if (url.hash !== '')", 'if (false)'],
  ['URL option: an origin with a path', 'if (value !== origin)', 'if (false)'],
  ['URL option: the message has the query', 'end === -1 ? value', 'true ? value'],
  ['URL option: the message has user info', ".replace(/^.*@/s, '…@')", '', ['test/providers/zoho-desk.test.ts']]
])

const resolve = breaking('lib/options/resolve-options.ts', ['test/options/options.test.ts'], [
  ['options: unknown ones are ignored', 'raw = readOptions<FastifyHelpCenterOptions & RegisterOptions>(raw, OPTIONS)',
    ''],
  ['options: e-mails count as verified', 'raw.assumeEmailVerified ?? false', 'raw.assumeEmailVerified ?? true',
    ['test/routes/refusals.test.ts']],
  ['options: no look-up, no refusal', "assertOption(options.lookupUser !== undefined || !needsUser, 'lookupUser'",
    "assertOption(true, 'lookupUser'"],
  ['options: any afterLogout', "assertOption(isKnown, 'afterLogout'", "assertOption(true, 'afterLogout'"],
  ['options: any cookie secret', "assertSecret(secret, 'cookie.secret')", ''],
  ['options: a short secret of the provider will do', 'if (fault === null) return secret', 'return secret'],
  ['options: a preset that was not called', 'if (preset !== undefined)', 'if (false)'],
  ['options: a cookie without Secure', 'const { secure = true,', 'const { secure = false,'],
  ['options: any sign-in page', "typeof signInPage === 'function' || isHostAddress(signInPage)",
    "typeof signInPage === 'function' || true"]
])

const preset = breaking('lib/providers/zoho-desk.ts', ['test/providers/zoho-desk.test.ts'], [
  ['Zoho Desk: another claim in the place of the e-mail', "{ ...pickClaims(claims, KNOWN_CLAIMS), email: 'email' }",
    "{ email: 'email', ...pickClaims(claims, KNOWN_CLAIMS) }"],
  ['Zoho Desk: any endpoint', "assertOption(pathname.endsWith('/signin/jwt/auth'),", 'assertOption(true,']
])

const scopes = [
  ...breaking('lib/host/decorate.ts', ['test/host/several-help-centers.test.ts'], [
    ['scopes: neighbours share a table',
      'const helpCenters: HelpCenters = new Map([...inherited ?? [], [helpCenter.name, helpCenter]])',
      'const helpCenters: HelpCenters = ((globalThis as { table?: HelpCenters }).table ??= new Map())' +
        '.set(helpCenter.name, helpCenter)'],
    ['names: of others, to a browser',
      "throw new errors.NotRegistered('under that name', 'Check the option helpCenter')",
      'throw new errors.NotRegistered(String(helpCenter), `Known here: ${[...helpCenters.keys()].join()}`)',
      ['test/host/decorators.test.ts#an unknown name in a redirect']],
    ['names: not told to the developer', "[...helpCenters.keys()].join(', ')", "''",
      ['test/host/decorators.test.ts#an unknown name in a redirect']],
    ['scopes: a name twice', 'if (inherited?.has(helpCenter.name) === true)', 'if (false)'],
    ['scopes: a secret twice', 'assertOwnSecret(helpCenter.provider, other)', 'void other', [TWICE]],
    ['scopes: a secret twice in neighbouring scopes', 'helpCentersOf.get(scope.server) ?? []',
      '[...inherited?.values() ?? []]', [TWICE]],
    ['scopes: no secret twice, not even for one help center', 'if (!isSame)', 'if (true)', [TWICE]]
  ]),
  ...breaking('lib/host/help-center.ts', ['test/host/decorators.test.ts'], [
    ['createSignIn: any return URL', 'requested = ask(returnTo, chosen)',
      'requested = { ...NO_REQUEST, returnTo: returnTo ?? null }'],
    ['createSignIn: no user', "assertUser(user, 'createSignIn()')", '', ['test/host/decorators.test.ts']],
    ['links: any return URL', 'ask(returnTo, fixedProvider()).parameters', '{ return_to: returnTo }'],
    ['signOutUrl: any return URL', 'ask(returnTo, fixedProvider()).returnTo ?? helpCenterUrl',
      'returnTo ?? helpCenterUrl']
  ])
]

export const options = [...secret, ...texts, ...define, ...copies, ...checks, ...url, ...resolve, ...preset, ...scopes]
