import { generateKeyPairSync } from 'node:crypto'
import { jwt, now, SECRET } from './host.ts'
import type { Report } from './report.ts'
import { FEATUREBASE, featurebase, freshworks, FRESHWORKS, gitBook, ZENDESK, zendesk } from './vendors.ts'

const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const OWN_PUBLIC = own.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const BASE64_SECRET = Buffer.from('a secret that some library decodes').toString('base64')

/** Reports whose fault is in the token. */
export const tokenReports: readonly Report[] = [
  {
    id: 'secret-01',
    title: 'the secret is the shortened display of the admin screen, and the header has no typ',
    provider: 'zendesk',
    level: 'problem',
    code: 'wrong-signature',
    seen: /does not|no reading/i,
    faulty: { login: zendesk(undefined, (claims) => jwt(claims, `${SECRET.slice(0, 8)}…`, { typ: undefined })) },
    mended: { login: zendesk() },
    endpoint: ZENDESK
  },
  {
    id: 'secret-02',
    title: 'the library decodes the secret before it signs',
    provider: 'zendesk',
    level: 'problem',
    code: 'wrong-signature',
    seen: /base64/,
    faulty: { login: zendesk(undefined, (claims) => jwt(claims, Buffer.from(BASE64_SECRET, 'base64'))) },
    mended: { login: zendesk(undefined, (claims) => jwt(claims, BASE64_SECRET)) },
    secret: BASE64_SECRET,
    endpoint: ZENDESK
  },
  {
    id: 'key-01',
    title: 'the public key at the vendor belongs to another private key',
    provider: 'freshworks',
    level: 'problem',
    code: 'wrong-signature',
    seen: /fingerprint/,
    faulty: { login: freshworks((claims) => jwt(claims, other.privateKey)) },
    mended: { login: freshworks((claims) => jwt(claims, own.privateKey)) },
    secret: OWN_PUBLIC,
    endpoint: FRESHWORKS
  },
  {
    id: 'key-02',
    title: 'the library refuses to sign with the 1024-bit key of the vendor\'s guide',
    provider: 'freshworks',
    level: 'problem',
    code: 'server-error',
    seen: /With the session .* answered 500/,
    faulty: {
      login: (visit) => visit.isSignedIn
        ? visit.response.writeHead(500).end('secretOrPrivateKey has a minimum key size of 2048 bits for RS256')
        : freshworks(jwt)(visit)
    },
    mended: { login: freshworks((claims) => jwt(claims, own.privateKey)) },
    secret: OWN_PUBLIC,
    endpoint: FRESHWORKS
  },
  {
    id: 'time-01',
    title: 'the C# sample wrote iat as a time of day',
    provider: 'zendesk',
    level: 'problem',
    code: 'wrong-type',
    seen: /iat is .*text/,
    faulty: { login: zendesk((claims) => ({ ...claims, iat: '11/23/2026 10:15:00 AM' })) },
    mended: { login: zendesk() },
    endpoint: ZENDESK
  },
  {
    id: 'time-03',
    title: 'a lifetime in seconds was read as milliseconds',
    provider: 'featurebase',
    level: 'warning',
    code: 'lifetime-too-short',
    seen: /86 s/,
    faulty: { login: featurebase((claims) => ({ ...claims, exp: now() + 86 })) },
    mended: { login: featurebase() },
    endpoint: FEATUREBASE
  },
  {
    id: 'time-05',
    title: 'exp was written in milliseconds',
    provider: 'git-book',
    level: 'problem',
    code: 'wrong-unit',
    seen: /exp .*milliseconds/,
    faulty: { login: gitBook((claims) => ({ ...claims, exp: (now() + 300) * 1000 })) },
    mended: { login: gitBook() }
  },
  {
    id: 'time-07',
    title: 'the machine that signs is six seconds ahead',
    provider: 'zendesk',
    level: 'warning',
    code: 'clock-off',
    seen: /Date header.*this machine/,
    faulty: { login: zendesk((claims) => ({ ...claims, iat: now() + 6 })) },
    mended: { login: zendesk() },
    endpoint: ZENDESK
  },
  {
    id: 'claim-01',
    title: 'user_fields and tags are texts that contain JSON',
    provider: 'zendesk',
    level: 'problem',
    code: 'wrong-type',
    seen: /user_fields is .*JSON/,
    faulty: { login: zendesk((claims) => ({ ...claims, user_fields: '{"plan":"gold"}', tags: '["vip"]' })) },
    mended: { login: zendesk((claims) => ({ ...claims, user_fields: { plan: 'gold' }, tags: ['vip'] })) },
    endpoint: ZENDESK
  },
  {
    id: 'claim-02',
    title: 'jti is a GUID object',
    provider: 'zendesk',
    level: 'problem',
    code: 'bad-jti',
    seen: /jti is /,
    faulty: { login: zendesk((claims) => ({ ...claims, jti: {} })) },
    mended: { login: zendesk() },
    endpoint: ZENDESK
  },
  {
    id: 'claim-03',
    title: 'sub is a number and email is missing',
    provider: 'freshworks',
    level: 'problem',
    code: 'claim-missing',
    seen: /email|sub/,
    faulty: {
      login: freshworks((claims) => jwt({ ...claims, sub: 4711, email: undefined }, own.privateKey))
    },
    mended: { login: freshworks((claims) => jwt(claims, own.privateKey)) },
    secret: OWN_PUBLIC,
    endpoint: FRESHWORKS
  }
]
