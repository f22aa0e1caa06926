import t from 'tap'
import * as presets from '../../lib/providers/index.ts'
import { optionError } from '../fixtures/refused-options.ts'
import { ed25519, rsa } from '../fixtures/key-pairs.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { createProvider, vendorNames, widgetNames } from '../fixtures/vendors.ts'

type Presets = typeof presets

/** Options with which a preset signs people in, and what its vendor's contract does not allow, by option. */
const SUBJECTS: Partial<Record<keyof Presets, [options: object, contradictions: Array<[string, object]>]>> = {
  canny: [{ secret: SECRET, helpCenterUrl: 'https://acme.canny.io/' }, [
    ['lifetime', { lifetime: 601 }], ['lifetime', { lifetime: 0 }], ['companyID', { companyID: 'a b' }],
    ['helpCenterUrl', { helpCenterUrl: 'http://acme.canny.io/' }], ['claims.id', { claims: { id: 'email' } }]
  ]],
  discourse: [{ secret: SECRET, discourseUrl: 'https://forum.example.com' }, [
    ['discourseUrl', { discourseUrl: 'forum.example.com' }], ['claims.nonce', { claims: { nonce: () => 'n' } }],
    ['claims.moderator', { claims: { moderator: () => true } }],
    ['privilegedClaims.admin', { privilegedClaims: { admin: true } }],
    ['privilegedClaims.admin', { privilegedClaims: { admin: 'yes' } }],
    ['privilegedClaims.groups', { privilegedClaims: { groups: 'staff' } }]
  ]],
  featurebase: [{ secret: SECRET, organization: 'acme' }, [
    ['lifetime', { lifetime: 601 }], ['organization', { organization: 'acme.featurebase.app' }],
    ['organization', { organization: 'https://acme.featurebase.app' }],
    ['privilegedClaims.role', { privilegedClaims: { role: 'admin' } }],
    ['customAttributes.role', { customAttributes: { role: () => 'admin' } }]
  ]],
  freshworks: [{
    secret: rsa.privateKey,
    helpCenterUrl: 'https://acme.freshdesk.com/',
    redirectUrl: 'https://acme.myfreshworks.com/sp/OIDC/7/implicit'
  }, [
    ['redirectUrl', { redirectUrl: 'acme.myfreshworks.com' }], ['secret', { secret: SECRET }],
    ['otherRedirectUrls[0]', { otherRedirectUrls: ['http://acme.myfreshworks.com/sp/OIDC/8/implicit'] }],
    ['claims.nonce', { claims: { nonce: () => 'n' } }], ['lifetime', { lifetime: 300 }]
  ]],
  gitBook: [{ secret: SECRET, helpCenterUrl: 'https://acme.gitbook.io/handbook' }, [
    ['helpCenterUrl', { helpCenterUrl: 'https://acme.gitbook.io/handbook/~gitbook/auth/login' }],
    ['sessionLifetime', { sessionLifetime: 2_592_001 }], ['claims.exp', { claims: { exp: () => 1 } }]
  ]],
  helpScoutDocs: [{ secret: SECRET, helpCenterUrl: 'https://docs.example.com/' }, [
    ['sessionLifetime', { sessionLifetime: 2_592_001 }], ['claims.exp', { claims: { exp: () => 1 } }],
    ['helpCenterUrl', { helpCenterUrl: 'docs.example.com' }]
  ]],
  intercom: [{ secret: SECRET, helpCenterUrl: 'https://help.example.com/' }, [
    ['lifetime', { lifetime: 601 }], ['claims.user_id', { claims: { user_id: 'email' } }]
  ]],
  mintlify: [{ secret: ed25519.privateKey, helpCenterUrl: 'https://docs.example.com/' }, [
    ['lifetime', { lifetime: 11 }], ['sessionLifetime', { sessionLifetime: 2_592_001 }],
    ['host', { host: 'https://docs.example.com' }], ['host', { host: 'docs.example.com/docs' }],
    ['signInEndpoint', { signInEndpoint: 'https://example.com/docs/login/jwt-callback' }],
    ['secret', { secret: SECRET }]
  ]],
  pylon: [{
    secret: SECRET,
    orgSlug: 'acme',
    helpCenterUrl: 'https://support.example.com/',
    remoteLoginUrl: 'https://app.example.com/help-center/login'
  }, [
    ['lifetime', { lifetime: 601 }], ['algorithm', { algorithm: 'RS256' }], ['orgSlug', { orgSlug: 'a/b' }],
    ['tokenParameter', { tokenParameter: 'token' }], ['remoteLoginUrl', { remoteLoginUrl: '/help-center/login' }],
    ['claims.aud', { claims: { aud: () => 'x' } }]
  ]],
  userVoice: [{ secret: SECRET, helpCenterUrl: 'https://acme.uservoice.com/' }, [
    ['lifetime', { lifetime: 601 }], ['privilegedClaims.admin', { privilegedClaims: { admin: 'accept' } }],
    ['privilegedClaims.owner', { privilegedClaims: { owner: 'root' } }],
    ['privilegedClaims.trusted', { privilegedClaims: { trusted: true } }]
  ]],
  zendesk: [{
    secret: SECRET, zendeskUrl: 'https://acme.zendesk.com', helpCenterUrl: 'https://acme.zendesk.com/hc'
  }, [
    ['zendeskUrl', { zendeskUrl: 'https://help.acme.example' }], ['lifetime', { lifetime: 60 }],
    ['zendeskUrl', { zendeskUrl: 'https://zendesk.com.evil.example' }], ['delivery', { delivery: 'fragment' }],
    ['privilegedClaims.role', { privilegedClaims: { role: 'superadmin' } }],
    ['privilegedClaims.role', { privilegedClaims: { custom_role_id: () => 7 } }],
    ['claims.locale', { claims: { locale: true } }], ['claims.locale_id', { claims: { locale_id: 'locale' } }]
  ]],
  zendeskMessaging: [{ secret: SECRET, helpCenterUrl: 'https://help.example.com/', keyId: 'app_1' }, [
    ['lifetime', { lifetime: 601 }], ['keyId', { keyId: '' }], ['claims.scope', { claims: { scope: () => 'admin' } }]
  ]],
  zohoDesk: [{
    secret: SECRET,
    signInEndpoint: 'https://help.example.com/accounts/p/8-1/signin/jwt/auth?return_to=&jwt=',
    helpCenterUrl: 'https://help.example.com/portal/en/home'
  }, [
    ['lifetime', { lifetime: 571 }], ['lifetime', { lifetime: 600, backdate: 1 }], ['backdate', { backdate: 600 }],
    ['signInEndpoint', { signInEndpoint: 'https://help.example.com/portal/en/signin' }],
    ['timeClaims.unit', { timeClaims: { unit: 'minutes' } }]
  ]],
  zohoDeskAsap: [{ secret: SECRET, helpCenterUrl: 'https://help.example.com/' }, [
    ['lifetime', { lifetime: 571 }], ['backdate', { backdate: 600 }], ['claims.email', { claims: { email: 'id' } }]
  ]]
}

for (const [name, [options, contradictions]] of Object.entries(SUBJECTS)) {
  const make = presets[name as keyof Presets] as (options: object) => unknown

  t.test(`${name}: an option that contradicts the contract is refused, with its name and a cure`, async (t) => {
    t.ok(make(options))
    for (const [option, changes] of contradictions) {
      const { code, message } = thrownBy(() => make({ ...options, ...changes }))
      t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', option)
      t.match(message, optionError(option, name))
      t.notMatch(message, SECRET.slice(0, 16))
    }
  })
}

/** What no contract allows, for every preset alike. Whatever else is its own is in the table of its vendor. */
const OF_ALL: ReadonlyArray<[option: string, changes: object]> = [
  ['secret', { secret: undefined }], ['secret', { secret: 'short' }], ['secret', { secret: ` ${SECRET}` }],
  ['claims.exp', { claims: { exp: () => 1 } }], ['claims.nonce', { claims: { nonce: () => 'n' } }],
  ['claims', { claims: 'email' }], ['no_option', { no_option: true }]
]

for (const name of [...vendorNames, ...widgetNames]) {
  t.test(`${name}: what contradicts every contract is refused, with its name and a cure`, async (t) => {
    t.ok(createProvider(name))
    for (const [option, changes] of OF_ALL) {
      const { code, message } = thrownBy(() => createProvider(name, changes))
      t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', option)
      t.match(message, optionError(option, name))
      t.notMatch(message, SECRET.slice(0, 16))
    }
  })
}

t.test('every preset is among them', async (t) => {
  t.strictSame([...vendorNames, ...widgetNames].sort(), Object.keys(presets).sort())
})
