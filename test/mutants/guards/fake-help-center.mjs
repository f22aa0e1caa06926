import { breaking } from '../breaking.mjs'

const rules = breaking('lib/fakes/zoho-desk.ts', ['test/fakes/refusals.test.ts'], [
  ['fake: no memory of jti', 'if (spent.has(jti, deadAt))', 'if (false)']
])

const checks = breaking('lib/fakes/checks.ts', ['test/fakes/refusals.test.ts'], [
  ['fake: signature unchecked', 'checkSignature(jws, { key, algorithm })', ''],
  ['fake: header unchecked', 'checkHeader(jws.header, algorithm)', ''],
  ['fake: any e-mail', 'if (!isEmail(value))', 'if (false)']
])

const parameters = breaking('lib/fakes/parameters.ts', ['test/fakes/refusals.test.ts'], [
  ['fake: the first of two tokens', 'more.length > 0 || ', ''],
  ['fake: any return URL', "if (url.origin !== origin || url.username !== '' || url.password !== '')", 'if (false)'],
  ['fake: return URLs that need repair', 'if (!/^https?:\\/\\/[\\x21-\\x5b\\x5d-\\x7e]+$/.test(untrusted) || ', 'if (']
])

const times = breaking('lib/fakes/time-claims.ts', ['test/fakes/time-claims.test.ts'], [
  ['fake: expired tokens', 'if (exp <= now - tolerance)', 'if (false)'],
  ['fake: iat of tomorrow', 'if (iat > now + tolerance)', 'if (false)'],
  ['fake: tokens of any lifetime', 'if (exp - nbf > rules.maxLifetime * 1000)', 'if (false)'],
  ['fake: any type of a time', 'if (actual !== type)', 'if (false)'],
  ['fake: any unit of a time', 'if (looksLike !== unit)', 'if (false)']
])

const jws = breaking('lib/fakes/verify-jws.ts', ['test/fakes/verify-jws.test.ts'], [
  ['fake: the beginning of a signature is enough',
    'signature.length === expected.length && timingSafeEqual(signature, expected)',
    'expected.subarray(0, signature.length).equals(signature)', ['test/fakes/verify-jws.test.ts']]
])

const site = [
  ...breaking('lib/emulator/request.ts', ['test/emulator/sign-in.test.ts'], [
    ['fake site: leads where it is told to',
      "return url.origin === origin && url.username === '' && url.password === '' ? url.href : home", 'return url.href']
  ]),
  ...breaking('lib/emulator/security.ts', ['test/emulator/admin.test.ts'], [
    ['fake site: forms of another site', "if (origin !== settings.origin || site !== 'same-origin')", 'if (false)']
  ])
]

export const fakeHelpCenter = [...rules, ...checks, ...parameters, ...times, ...jws, ...site]
