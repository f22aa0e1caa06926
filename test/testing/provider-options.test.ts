import t from 'tap'
import * as presets from '../../lib/index.ts'
import * as vendors from '../../lib/fakes/index.ts'
import * as providers from '../../lib/providers/index.ts'
import * as fakes from '../../lib/testing/index.ts'
import { createProvider, toPresetName, vendorNames, widgetNames } from '../fixtures/vendors.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false

type Vendors = typeof vendors
type Camel<Id extends string> = Id extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Id
type OptionsOf<Id extends keyof Vendors> =
  ReturnType<(typeof fakes)[`fake${Capitalize<Camel<Id>>}`]>['providerOptions']
type Misfit<Id extends keyof Vendors> =
  OptionsOf<Id> extends Parameters<(typeof presets)[Camel<Id>]>[0] ? never : Id

t.test('each preset takes the options of its fake, and the fake is listed by the id of its provider', async (t) => {
  // The one vendor that issues no secret: the company makes the pair.
  const isComplete: Equal<{ [Id in keyof Vendors]: Misfit<Id> }[keyof Vendors], 'freshworks'> = true
  t.ok(isComplete)
  for (const [id, createRules] of Object.entries(vendors)) {
    const name = toPresetName(id)
    const provider = createProvider(name)
    t.equal(provider.id, id)
    t.equal(provider.displayName, createRules().name, id)
    t.ok(Object.hasOwn(fakes, `fake${name[0]!.toUpperCase()}${name.slice(1)}`), id)
  }
  t.strictSame([...vendorNames, ...widgetNames].sort(), Object.keys(providers).sort(), 'no preset is left out')
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
