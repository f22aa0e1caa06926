import t from 'tap'
import { NO_REQUEST, readSignInRequest } from '../../lib/sign-in/request.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { whilePolluted } from '../fixtures/pollute.ts'

const A = 'https://help.example.com/a'
const B = 'https://help.example.com/b'
const EVIL = 'https://evil.test/'
const read = (parameters: unknown) => readSignInRequest(parameters, acmeDesk())
const found = (returnTo: string, name = 'return_to') => ({ ...NO_REQUEST, returnTo, parameters: { [name]: returnTo } })
const nothing = (refusal: string | null = null) => ({ request: NO_REQUEST, refusal })

t.test('the return URL comes from the preferred parameter, else from the next', async t => {
  t.strictSame(read({ return_to: A }), { request: found(A), refusal: null })
  t.strictSame(read({ serviceurl: A }), { request: found(A, 'serviceurl'), refusal: null })
  t.strictSame(read({ serviceurl: B, return_to: A }).request, found(A))
  t.strictSame(read({ return_to: EVIL, serviceurl: B }), {
    request: found(B, 'serviceurl'), refusal: null
  })
})

t.test('what goes on is the parser\'s text, and parameters that the contract does not name are dropped', async t => {
  t.strictSame(read({ return_to: 'https://help.example.com?q="', jwt: 'a', email: 'eve@evil.test', next: EVIL }), {
    request: found('https://help.example.com/?q=%22'), refusal: null
  })
})

t.test('a refused return URL is dropped with the first reason, never with the value', async t => {
  t.strictSame(read({ return_to: EVIL }), nothing('foreign-origin'))
  t.strictSame(read({ return_to: '', serviceurl: EVIL }), nothing('empty'))
  t.strictSame(read({ return_to: EVIL, serviceurl: '' }), nothing('foreign-origin'))
})

t.test('a repeated parameter counts as absent, and so do its other shapes (R6)', async t => {
  for (const value of [[A, B], [A], { href: A }, { 0: A }, null, true, 7]) t.strictSame(read({ return_to: value }), nothing('not-a-string'))
  for (const key of ['return_to[]', 'return_to[0]', 'RETURN_TO', ' return_to', 'return_to\u0000']) t.strictSame(read({ [key]: A }), nothing())
  for (const value of ['%E0%A4%A', 'https://help.example.com/%FF']) t.strictSame(read({ return_to: value }), nothing('malformed-escape'))
  t.strictSame(read({ return_to: undefined }), nothing())
})

t.test('whatever holds the parameters may be of any type', async t => {
  for (const parameters of [undefined, null, true, 7, 'return_to', [A], [], {}, () => A, Symbol('a'), Object.create(null)]) t.strictSame(read(parameters), nothing())
})

t.test('only own properties count: not those of a prototype, polluted or not (1.6)', async t => {
  t.strictSame(read(Object.create({ return_to: A })), nothing())
  t.strictSame(read(JSON.parse(`{"__proto__":{"return_to":"${A}"}}`)), nothing())
  t.strictSame(await whilePolluted({ return_to: A }, () => read({})), nothing())
  t.strictSame(read(Object.assign(Object.create(null), { return_to: A })).request.returnTo, A)
})
