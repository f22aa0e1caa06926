import t from 'tap'
import { fullName } from '../../lib/contract/claim-sources.ts'
import { zendesk, type Profile } from '../../lib/index.ts'
import { toCheckedProfile } from '../../lib/sign-in/profile.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { readArrival, signInAt } from '../fixtures/vendor-app.ts'

const nameOf = (user: Partial<Profile>) => fullName(toCheckedProfile(
  { email: 'ada@example.com', ...user }, { strict: true, assumeEmailVerified: true }
))
const [first, last] = ['A'.repeat(200), 'L'.repeat(100)]

t.test('a full name is the name, else first and last name', async (t) => {
  t.equal(nameOf({ name: 'Ada King', firstName: 'Ada', lastName: 'Lovelace' }), 'Ada King')
  t.equal(nameOf({ name: '', firstName: 'Ada', lastName: 'Lovelace' }), 'Ada Lovelace')
  t.equal(nameOf({ firstName: 'Ada' }), 'Ada')
  t.equal(nameOf({ lastName: 'Lovelace' }), 'Lovelace')
  for (const user of [{}, { name: '' }, { firstName: '', lastName: '' }]) t.equal(nameOf(user), undefined)
})

t.test('where both together are longer than a claim may be, the last name is left (X25)', async (t) => {
  t.equal(nameOf({ firstName: first, lastName: last }), last)
  t.equal(nameOf({ firstName: first, lastName: 'L'.repeat(54) }), `${first} ${'L'.repeat(54)}`, '255 characters')
  t.equal(nameOf({ firstName: first, lastName: 'L'.repeat(55) }), 'L'.repeat(55), '256 characters')
  t.equal(nameOf({ firstName: 'A'.repeat(255) }), 'A'.repeat(255))
  t.equal(nameOf({ name: 'Ada', firstName: first, lastName: last }), 'Ada')
})

t.test('somebody with very long names gets in (X25)', async (t) => {
  const provider = zendesk({
    zendeskUrl: 'https://acme.zendesk.com',
    helpCenterUrl: 'https://help.example.com/',
    secret: SECRET,
    delivery: 'query'
  })
  const arrival = await signInAt(t, provider, { user: { firstName: first, lastName: last } })
  t.equal(readArrival(arrival, 'jwt', SECRET).claims.name, last)
})
