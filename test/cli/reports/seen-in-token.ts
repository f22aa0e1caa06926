import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { pemOf, rsa } from '../../fixtures/key-pairs.ts'
import { signClaims } from '../../fixtures/sign-claims.ts'
import { SECRET } from '../../fixtures/sign-jws.ts'

/** A report of failures that a token shows by itself: what was pasted then, and the same app mended. */
export interface TokenReport {
  id: string
  provider: string
  level: 'problem' | 'warning' | 'info'
  code: string
  says: RegExp
  /** What is pasted, with a secret or public key if the person has one. */
  broken: Array<{ pasted: string, key?: string }>
  mended: { pasted: string, key?: string }
}

export const NOW = Date.parse('2026-11-23T12:00:00Z')
const iat = NOW / 1000
/** Without a digit at its end, so that no reading of it fits by chance. */
const BASE64_SECRET = Buffer.from('thirty-two bytes of key material').toString('base64')

const zendesk = { iat, jti: 'a3f1c9d2-77aa-4a0c-9a44-5f0f2b1f9d10', email: 'ada@example.com', name: 'Ada Lovelace' }
const freshworks = { sub: 'user-42', email: 'ada@example.com', iat, nonce: 'n-0S6_WzA2Mj' }
const zohoDesk = { jti: zendesk.jti, nbf: iat, exp: iat + 300, email: 'ada@example.com' }
const asap = { email: 'ada@example.com', email_verified: true, not_before: NOW, not_after: NOW + 300_000 }
const gitBook = { iat, exp: iat + 3600 }
const userVoice = { guid: 'user-42', email: 'ada@example.com', exp: iat + 300 }

function hs256 (claims: object, secret = SECRET, header: object = { typ: 'JWT' }) {
  return signClaims(claims, 'HS256', secret, header)
}

const otherPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicPem = pemOf(createPublicKey(rsa.privateKey))
const rs256 = (claims: object) => signClaims(claims, 'RS256', rsa.privateKey)

export const reports: readonly TokenReport[] = [
  {
    id: 'secret-01',
    provider: 'zendesk',
    level: 'problem',
    code: 'wrong-signature',
    says: /does not fit|in no reading/,
    broken: [
      { pasted: hs256(zendesk), key: 'another-secret-of-some-forty-characters-xyz' },
      { pasted: hs256(zendesk), key: `${SECRET.slice(0, 6)}…` },
      { pasted: hs256(zendesk, 'another-secret', {}), key: SECRET },
      { pasted: hs256(zendesk, SECRET.slice(0, 20)), key: SECRET },
      { pasted: hs256(zendesk, `"${SECRET}"`), key: SECRET },
      { pasted: hs256(zendesk, `${SECRET}\n`), key: SECRET }
    ],
    mended: { pasted: hs256(zendesk), key: SECRET }
  },
  {
    id: 'secret-02',
    provider: 'zoho-desk',
    level: 'problem',
    code: 'wrong-signature',
    says: /it fits the secret decoded from base64/,
    broken: [
      { pasted: hs256(zohoDesk, Buffer.from(BASE64_SECRET, 'base64').toString()), key: BASE64_SECRET }
    ],
    mended: { pasted: hs256(zohoDesk, BASE64_SECRET), key: BASE64_SECRET }
  },
  {
    id: 'key-01',
    provider: 'freshworks',
    level: 'problem',
    code: 'wrong-signature',
    says: /does not fit the given public key .*[0-9a-f]{64}/,
    broken: [{ pasted: rs256(freshworks), key: pemOf(otherPair.publicKey) }],
    mended: { pasted: rs256(freshworks), key: publicPem }
  },
  {
    id: 'time-01',
    provider: 'zendesk',
    level: 'problem',
    code: 'wrong-type',
    says: /^iat is a text/,
    broken: [
      { pasted: hs256({ ...zendesk, iat: '12:00:00' }) },
      { pasted: hs256({ ...zendesk, iat: String(iat) }) },
      { pasted: hs256({ ...zendesk, iat: '23.11.2026 12:00:00' }) }
    ],
    mended: { pasted: hs256(zendesk) }
  },
  {
    id: 'time-03',
    provider: 'git-book',
    level: 'warning',
    code: 'lifetime-too-short',
    says: /exp lies only 86 seconds after iat.*round figure/,
    broken: [{ pasted: hs256({ iat, exp: iat + 86 }) }],
    mended: { pasted: hs256({ iat, exp: iat + 86_400 }) }
  },
  {
    id: 'time-05',
    provider: 'git-book',
    level: 'problem',
    code: 'wrong-unit',
    says: /^exp is milliseconds.*the year 5\d{4}|^exp is milliseconds.*5\d{4}-/,
    broken: [{ pasted: hs256({ iat, exp: (iat + 3600) * 1000 }) }],
    mended: { pasted: hs256(gitBook) }
  },
  {
    id: 'time-06',
    provider: 'zoho-desk-asap',
    level: 'problem',
    code: 'wrong-unit',
    says: /expects milliseconds/,
    broken: [
      { pasted: hs256({ ...asap, not_before: iat, not_after: iat + 300 }) },
      { pasted: hs256({ email: asap.email, email_verified: true, nbf: iat, exp: iat + 300 }) }
    ],
    mended: { pasted: hs256({ ...asap, iat }) }
  },
  {
    id: 'claim-01',
    provider: 'zendesk',
    level: 'problem',
    code: 'wrong-type',
    says: /^(?:user_fields|tags) is a text that contains JSON/,
    broken: [{ pasted: hs256({ ...zendesk, user_fields: '{"plan":"gold"}', tags: '["a","b"]' }) }],
    mended: { pasted: hs256({ ...zendesk, user_fields: { plan: 'gold', old: null }, tags: ['a', 'b'] }) }
  },
  {
    id: 'claim-02',
    provider: 'zendesk',
    level: 'problem',
    code: 'bad-jti',
    says: /^jti is/,
    broken: [{}, '', '  ', 42, ['x']].map((jti) => ({ pasted: hs256({ ...zendesk, jti }) })),
    mended: { pasted: hs256(zendesk) }
  },
  {
    id: 'claim-03',
    provider: 'freshworks',
    level: 'problem',
    code: 'claim-missing',
    says: /^(?:sub|email) is/,
    broken: [
      { pasted: rs256({ ...freshworks, sub: undefined }) },
      { pasted: rs256({ ...freshworks, sub: 42 }) },
      { pasted: rs256({ ...freshworks, email: null }) },
      { pasted: rs256({ ...freshworks, email: ['ada@example.com'] }) }
    ],
    mended: { pasted: rs256(freshworks), key: publicPem.replaceAll('\n', '\\n') }
  },
  {
    id: 'identity-01',
    provider: 'zendesk-messaging',
    level: 'info',
    code: 'identity-note',
    says: /external_id and email are both sent.*409/,
    broken: [{
      pasted: hs256({ scope: 'user', external_id: 'user-42', email: 'ada@example.com' }, SECRET,
        { typ: 'JWT', kid: 'app_1' })
    }],
    mended: { pasted: hs256({ scope: 'user', external_id: 'user-42' }, SECRET, { typ: 'JWT', kid: 'app_1' }) }
  },
  {
    id: 'identity-02',
    provider: 'zendesk',
    level: 'info',
    code: 'identity-note',
    says: /a…@example\.com.*primary address/,
    broken: [{ pasted: hs256(zendesk) }],
    mended: { pasted: hs256(zendesk) }
  },
  {
    id: 'identity-06',
    provider: 'user-voice',
    level: 'info',
    code: 'identity-note',
    says: /Neither trusted nor admin/,
    broken: [{ pasted: hs256(userVoice) }],
    mended: { pasted: hs256({ ...userVoice, trusted: true }) }
  }
]
