import t from 'tap'
import { generateKeyPairSync } from 'node:crypto'
import * as presets from '../../lib/index.ts'
import * as vendors from '../../lib/fakes/index.ts'
import * as fakes from '../../lib/testing/index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false

const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const REMOTE_LOGIN = { remoteLoginUrl: 'https://app.example.com/help-center/login' }

t.test('each preset takes the options of its fake, and the fake is listed by the id of its provider', async (t) => {
  const providers = [
    presets.canny(fakes.fakeCanny().providerOptions),
    presets.discourse(fakes.fakeDiscourse().providerOptions),
    presets.featurebase(fakes.fakeFeaturebase().providerOptions),
    presets.freshworks({ ...fakes.fakeFreshworks().providerOptions, secret: PRIVATE_KEY }),
    presets.gitBook(fakes.fakeGitBook().providerOptions),
    presets.helpScoutDocs(fakes.fakeHelpScoutDocs().providerOptions),
    presets.mintlify(fakes.fakeMintlify().providerOptions),
    presets.pylon(fakes.fakePylon(REMOTE_LOGIN).providerOptions),
    presets.userVoice(fakes.fakeUserVoice().providerOptions),
    presets.zendesk(fakes.fakeZendesk().providerOptions),
    presets.zohoDesk(fakes.fakeZohoDesk().providerOptions)
  ]
  t.strictSame(providers.map(({ id }) => id).sort(), Object.keys(vendors).sort())
  for (const { id, displayName } of providers) {
    t.equal(vendors[id as keyof typeof vendors]().name, displayName, id)
  }
})

t.test('over plain http the options allow it', async (t) => {
  const { providerOptions } = fakes.fakeZohoDesk({ origin: 'http://127.0.0.1:4000' })
  t.equal(providerOptions.allowInsecure, true)
  t.equal(presets.zohoDesk(providerOptions).helpCenterUrl, 'http://127.0.0.1:4000/portal/en/home')
})

t.test('the options follow the help center', async (t) => {
  const helpCenter = fakes.fakeZohoDesk()
  const before = helpCenter.providerOptions
  t.equal(helpCenter.rotateSecret(), helpCenter.providerOptions.secret)
  t.not(helpCenter.providerOptions.secret, before.secret)
})

t.test('both entries mean the same by a handoff', async (t) => {
  const isSameType: Equal<fakes.Handoff, presets.Handoff> = true
  t.ok(isSameType)
  const helpCenter = fakes.fakeZohoDesk()
  const handoff: presets.Handoff = { method: 'GET', url: 'https://evil.example/' }
  t.throws(() => helpCenter.receive(handoff), { code: 'wrong-endpoint' })
})
