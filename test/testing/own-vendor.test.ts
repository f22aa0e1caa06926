import t from 'tap'
import {
  checkExpiry, checkReturnUrl, createFakeHelpCenter, findText, HandoffRefused, JtiMemory, readOptional, readParameter,
  readTime, readToken, type FakeVendor
} from '../../lib/testing/index.ts'
import { signClaims } from '../fixtures/sign-claims.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const ARTICLE = 'https://help.example.com/portal/en/kb/articles/reset-your-router'
const OPTIONS = { remoteLoginUrl: 'https://app.example.com/login', now: () => NOW }

/** As the documentation of `createFakeHelpCenter` has it. */
const beaconDesk: FakeVendor = {
  name: 'Beacon Desk',
  way: { kind: 'form', path: '/sso' },
  returnParameter: 'page',
  judge (arrival) {
    const { fields, secret, now } = arrival
    const claims = readToken(readParameter(fields, 'assertion'), {
      key: secret, algorithm: 'HS256', required: { uid: 'id', mail: 'email', exp: 'seconds' }
    })
    checkExpiry(claims, now, 300)
    const returnTo = checkReturnUrl(readOptional(fields, 'page'), 'page', arrival)
    return { email: String(claims.mail), name: findText(claims, 'full_name'), claims, returnTo }
  }
}

const CLAIMS = { uid: '7', mail: 'ada@example.com', full_name: 'Ada', exp: NOW / 1000 + 60 }

function makeFields (secret: string, changes: object = {}): Record<string, string> {
  return { assertion: signClaims({ ...CLAIMS, ...changes }, 'HS256', secret), page: ARTICLE }
}

t.test('a vendor of one\'s own needs a name, a way and a judge', async (t) => {
  const helpCenter = createFakeHelpCenter(beaconDesk, OPTIONS)
  const url = helpCenter.signInEndpoint
  t.equal(url, 'https://help.example.com/sso')
  t.match(helpCenter.secret, /^[\w-]{43}$/)
  t.equal(helpCenter.remoteLogin(ARTICLE), `https://app.example.com/login?page=${encodeURIComponent(ARTICLE)}`)
  t.match(helpCenter.receive({ method: 'POST', url, fields: makeFields(helpCenter.secret) }), {
    email: 'ada@example.com', name: 'Ada', returnTo: ARTICLE
  })
  const late = { method: 'POST', url, fields: makeFields(helpCenter.secret, { exp: NOW / 1000 }) } as const
  t.throws(() => helpCenter.receive(late), { name: 'HandoffRefused', code: 'expired' })
  t.throws(() => helpCenter.receive(url), { code: 'wrong-method' })
  t.equal(helpCenter.signIns, 1)
  t.match(helpCenter.refusals, [{ code: 'wrong-method' }, { code: 'expired' }])
})

t.test('it gets the whole site', async (t) => {
  const helpCenter = createFakeHelpCenter(beaconDesk, { ...OPTIONS, remoteLogoutUrl: 'https://app.example.com/logout' })
  const { app } = helpCenter
  t.teardown(() => helpCenter.close())
  t.equal(app, helpCenter.app)
  const out = await app.inject(`/portal/en/signin?return_to=${encodeURIComponent(ARTICLE)}`)
  t.equal(out.headers.location, helpCenter.remoteLogin(ARTICLE))
  const back = await app.inject({
    method: 'POST',
    url: '/sso',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(makeFields(helpCenter.secret)).toString()
  })
  t.match(back, { statusCode: 303, headers: { location: ARTICLE } })
  const [cookie = ''] = String(back.headers['set-cookie']).split(';')
  const { body } = await app.inject({ url: '/admin', headers: { cookie } })
  t.match(body, 'Signed in as <strong>Ada</strong>')
  t.match(body, 'Beacon Desk')
  t.notMatch(body, 'What a token must look like', 'without demands there is no list of them')
  t.equal((await app.inject('/portal/en/signout')).headers.location, 'https://app.example.com/logout')
})

t.test('it may accept a token once, with times in any format', async (t) => {
  const spent = new JtiMemory()
  const lampDesk: FakeVendor = {
    name: 'Lamp Desk',
    way: { kind: 'page', parameter: 'ticket' },
    judge ({ url, secret, home, now }) {
      const claims = readToken(readParameter(url.searchParams, 'ticket'), {
        key: secret, algorithm: 'HS512', required: { uid: 'id', mail: 'email' }
      })
      const expiresAt = readTime(claims, 'expires_at', { unit: 'milliseconds', type: 'string' })
      if (spent.has(String(claims.uid))) throw new HandoffRefused('jti-reused', 'This token was used before.')
      spent.add(String(claims.uid), expiresAt, now)
      return { email: String(claims.mail), name: '', claims, returnTo: home }
    }
  }
  const helpCenter = createFakeHelpCenter(lampDesk, OPTIONS)
  t.equal(helpCenter.signInEndpoint, 'https://help.example.com/')
  t.equal(helpCenter.remoteLogin(ARTICLE), 'https://app.example.com/login')
  const send = (claims: object) =>
    helpCenter.receive(`${ARTICLE}?ticket=${signClaims({ ...CLAIMS, ...claims }, 'HS512', helpCenter.secret)}`)
  t.throws(() => send({}), {
    code: 'claim-missing', reason: 'The token has no expires_at. This help center requires it.'
  })
  t.equal(send({ expires_at: String(NOW + 60_000) }).email, 'ada@example.com')
  t.throws(() => send({ expires_at: String(NOW + 60_000) }), { code: 'jti-reused' })
})

t.test('its provider is connected by the standard options, unless the vendor names others', async (t) => {
  const standard = createFakeHelpCenter(beaconDesk, { secret: 'a secret of one\'s own' })
  const { signInEndpoint, helpCenterUrl, secret } = standard
  t.strictSame(standard.providerOptions, { signInEndpoint, helpCenterUrl, secret })
  const other: FakeVendor<{ deskUrl: string }> = {
    ...beaconDesk, providerOptions: ({ origin }) => ({ deskUrl: origin })
  }
  const local = createFakeHelpCenter(other, { origin: 'http://127.0.0.1:4000' })
  t.strictSame(local.providerOptions, { deskUrl: 'http://127.0.0.1:4000', allowInsecure: true })
})

t.test('a vendor whose customers make the key checks what they paste', async (t) => {
  const pasting: FakeVendor = {
    ...beaconDesk,
    keys: 'pasted',
    createSecret: () => '',
    checkKey (text) { if (!text.startsWith('key ')) throw new TypeError('This is no key') }
  }
  t.throws(() => createFakeHelpCenter(pasting, { publicKey: 'lock' }), { message: 'This is no key' })
  t.equal(createFakeHelpCenter(pasting, { publicKey: 'key 1' }).secret, 'key 1')
  const empty = createFakeHelpCenter(pasting)
  t.throws(() => empty.receive(empty.signInEndpoint), { code: 'jwt-not-configured' })
  t.throws(() => createFakeHelpCenter(beaconDesk, { publicKey: 'key 1' }), {
    message: 'Beacon Desk takes no public key: it issues the key itself'
  })
})
