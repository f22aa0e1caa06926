import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import type { VendorFacts } from '../../../lib/facts/fact.ts'
import * as vendors from '../../../lib/facts/index.ts'
import { judgeToken } from '../../../lib/cli/token/judge-token.ts'
import { pemOf, rsa } from '../../fixtures/key-pairs.ts'
import { signClaims } from '../../fixtures/sign-claims.ts'
import { signJws } from '../../fixtures/sign-jws.ts'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const iat = NOW / 1000
const jti = 'a3f1c9d2-77aa-4a0c-9a44-5f0f2b1f9d10'
const zendesk = { iat, jti, email: 'ada@example.com', name: 'Ada Lovelace' }
const canny = { id: 'u-1', email: 'ada@example.com', name: 'Ada' }
const featurebase = { userId: 'u-1', email: 'ada@example.com' }
const asap = { email: 'ada@example.com', email_verified: true, not_before: NOW, not_after: NOW + 300_000 }

type Extra = Partial<Parameters<typeof judgeToken>[2]>
function judge (vendor: string, token: string, extra: Extra = {}) {
  const facts: VendorFacts = Object.values(vendors).find((one) => one.vendor === vendor)!
  return judgeToken({ token }, facts, { now: NOW, ...extra })
}

function faultsOf (vendor: string, claims: object, header?: object): string[] {
  return judge(vendor, signJws(claims, header === undefined ? {} : { header }))
    .filter(({ level }) => level === 'problem' || level === 'warning')
    .map(({ level, code, seen }) => `${level} ${code}: ${seen}`)
}

t.test('milliseconds in a registered claim are a problem, unless the vendor documents them', async (t) => {
  const cases: Array<[vendor: string, claims: object]> = [
    ['zendesk', { ...zendesk, iat: NOW }],
    ['zendesk', { ...zendesk, exp: NOW + 300_000 }],
    ['zendesk', { ...zendesk, nbf: NOW }],
    ['featurebase', { ...featurebase, exp: NOW + 300_000 }],
    ['canny', { ...canny, iat: NOW }],
    ['zendesk-messaging', { scope: 'user', external_id: 'u-1', exp: NOW + 300_000 }],
    ['zoho-desk-asap', { ...asap, nbf: NOW }]
  ]
  for (const [vendor, claims] of cases) {
    t.match(faultsOf(vendor, claims).find((fault) => fault.includes('wrong-unit')),
      /^problem wrong-unit: \w+ is milliseconds \(2026-11-23T/, vendor)
  }
  const zoho = { jti, nbf: NOW, exp: NOW + 300_000, email: 'ada@example.com' }
  t.strictSame(faultsOf('zoho-desk', zoho).map((fault) => fault.split(':', 1)[0]),
    ['warning wrong-unit', 'warning wrong-unit'])
  t.strictSame(faultsOf('zoho-desk-asap', asap), [])
  const [written] = judge('zoho-desk-asap', signJws({ ...asap, not_after: 'soon' }))
    .filter(({ code }) => code === 'wrong-type')
  t.match(written?.cure, /as a JSON number: whole milliseconds since 1970\.$/)
})

t.test('a claim is held against its type, and a header against its text', async (t) => {
  const cases: Array<[vendor: string, claims: object, header: object | undefined, fault: RegExp]> = [
    ['canny', { ...canny, companies: 'Acme' }, undefined, /^problem wrong-type: companies is a text .* an array/],
    ['featurebase', { name: 'Ada' }, undefined, /^problem claim-missing: Of email, userId at least one is needed/],
    ['zendesk', { ...zendesk, locale_id: '' }, undefined, /^problem wrong-type: locale_id is an empty text/],
    ['zendesk', { ...zendesk, locale_id: true }, undefined, /^problem wrong-type: locale_id is the boolean true/],
    ['zoho-desk-asap', { ...asap, email_verified: 1 }, undefined, /email_verified is a number; .* expects a boolean/],
    ['zendesk', zendesk, { alg: 'HS256', typ: 'JOSE' }, /^problem wrong-header: typ is JOSE; expected JWT\.$/],
    ['zendesk', zendesk, { alg: 'HS256', typ: null }, /^problem wrong-header: typ is null/]
  ]
  for (const [vendor, claims, header, fault] of cases) t.match(faultsOf(vendor, claims, header).join(), fault)
  t.strictSame(faultsOf('canny', { ...canny, companies: [] }), [])
})

t.test('how far a token lies ahead counts by what the vendor tolerates', async (t) => {
  const levelOf = (vendor: string, claims: object) => judge(vendor, signJws(claims), {
    fresh: true, server: { date: NOW, cached: false }
  }).filter(({ code }) => code === 'clock-off').map(({ level }) => level).join()
  const later = iat + 100
  t.equal(levelOf('zendesk', { ...zendesk, iat: later }), 'warning', 'by three minutes')
  t.equal(levelOf('freshworks', { iat: later, sub: 'u', email: canny.email, nonce: 'n' }), 'warning', 'by its age')
  t.equal(levelOf('canny', { ...canny, iat: later }), 'problem', 'by a minute, where nothing is documented')
})

t.test('the age of a token is told in the unit that a person would choose', async (t) => {
  for (const [seconds, age] of [[3 * 86_400, '3 days'], [3 * 365.25 * 86_400, '3 years']] as const) {
    const found = judge('zendesk', signJws({ ...zendesk, iat: iat - seconds }))
    t.match(found.find(({ code }) => code === 'token-age')?.seen, `iat lies ${age} back.`)
  }
})

t.test('a small RSA key is named, whether or not it fits', async (t) => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const claims = { sub: 'u-1', email: 'ada@example.com', iat, nonce: 'n' }
  const found = judge('freshworks', signClaims(claims, 'RS256', rsa.privateKey), { key: pemOf(small.publicKey) })
  t.match(found.find(({ code }) => code === 'weak-key'), { level: 'warning', seen: 'The RSA key has 1024 bits.' })
  t.match(found.find(({ code }) => code === 'wrong-signature')?.seen, /SHA-256 fingerprint of its DER form [\da-f]{64}/)
})
