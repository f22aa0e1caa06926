import { createHmac } from 'node:crypto'
import t from 'tap'
import type { VendorFacts } from '../../../lib/facts/fact.ts'
import * as vendors from '../../../lib/facts/index.ts'
import { inspect } from '../../../lib/cli/inspect/inspect.ts'
import {
  canny, discourse, featurebase, freshworks, gitBook, helpScoutDocs, intercom, mintlify, pylon, userVoice, zendesk,
  zendeskMessaging, zohoDesk, zohoDeskAsap, type Provider
} from '../../../lib/index.ts'
import { ed25519, pemOf, rsa } from '../../fixtures/key-pairs.ts'
import { SECRET } from '../../fixtures/sign-jws.ts'
import { ADA, buildVendorApp, OWN_FETCH } from '../../fixtures/vendor-app.ts'

const secret = SECRET
const helpCenterUrl = 'https://help.example.com/portal/en/home'
const REQUEST = 'nonce=cb68251e&return_sso_url=https%3A%2F%2Fforum.example.com%2Fsession%2Fsso_login'
const sso = Buffer.from(REQUEST).toString('base64')

interface Row {
  provider: Provider
  query?: Record<string, string>
  key?: string
}

const rows: Row[] = [
  {
    provider: zohoDesk({
      signInEndpoint: 'https://help.example.com/accounts/p/8-3/signin/jwt/auth?return_to=&jwt=',
      secret,
      helpCenterUrl
    })
  },
  {
    provider: zendesk({
      zendeskUrl: 'https://acme.zendesk.com',
      secret,
      helpCenterUrl: 'https://acme.zendesk.com/hc'
    })
  },
  {
    provider: freshworks({
      redirectUrl: 'https://acme.freshworks.com/sp/OIDC/283746192837/implicit',
      secret: pemOf(rsa.privateKey),
      helpCenterUrl
    }),
    query: { state: 'abc', nonce: 'n-0S6' },
    key: pemOf(rsa.publicKey)
  },
  {
    provider: canny({ secret, helpCenterUrl: 'https://acme.canny.io/' }),
    query: { companyID: '5f1a2b3c4d5e6f7a8b9c0d1e' }
  },
  { provider: featurebase({ organization: 'acme', secret }) },
  { provider: gitBook({ helpCenterUrl: 'https://acme.gitbook.io/handbook', secret }) },
  { provider: helpScoutDocs({ helpCenterUrl: 'https://docs.example.com/', secret }) },
  {
    provider: mintlify({ helpCenterUrl: 'https://docs.example.com/', secret: pemOf(ed25519.privateKey) }),
    key: pemOf(ed25519.publicKey)
  },
  {
    provider: pylon({
      orgSlug: 'acme', secret, remoteLoginUrl: 'https://app.example.com/help-center/login', helpCenterUrl
    })
  },
  { provider: userVoice({ secret, helpCenterUrl: 'https://acme.uservoice.com/' }) },
  {
    provider: discourse({ discourseUrl: 'https://forum.example.com', secret }),
    query: { sso, sig: createHmac('sha256', secret).update(sso).digest('hex') }
  },
  { provider: intercom({ secret, helpCenterUrl }) },
  { provider: zendeskMessaging({ keyId: 'app_65285e7edb23fcdd066d96bc', secret, helpCenterUrl }) },
  { provider: zohoDeskAsap({ secret, helpCenterUrl }) }
]

for (const { provider, query = {}, key = secret } of rows) {
  t.test(`inspect finds no fault in what the preset ${provider.id} hands over`, async (t) => {
    const isWidget = provider.handoff.kind === 'token'
    const app = await buildVendorApp(t, {
      provider,
      lookupUser: () => ADA,
      cookie: { secret: 'cookies-7Hs2Kd9Qw4Zx6Bn8Vm3Lp5Jt' },
      ...isWidget && { tokenPath: '/token' }
    })
    const { headers, body } = await app.inject(isWidget
      ? { url: '/token', headers: OWN_FETCH }
      : { url: '/help-center/login', query })
    const [, field = ''] = /name="jwt" value="([^"]+)"/.exec(body) ?? []
    const pasted = isWidget ? JSON.parse(body).token : headers.location ?? `jwt=${field}`
    const facts: VendorFacts = Object.values(vendors).find(({ vendor }) => vendor === provider.id)!

    const { findings } = inspect({ facts, pasted: String(pasted), key, now: Date.now() })
    const faults = findings.filter(({ level }) => ['problem', 'warning', 'not-checked'].includes(level))
    t.same(faults, [])
    t.ok(findings.some(({ code }) => code === 'signature-fits'))
    t.ok(findings.filter(({ code }) => code === 'claim-fits').length > 0)
  })
}
