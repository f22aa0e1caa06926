import t from 'tap'
import { verifyJws } from '../lib/testing/index.ts'
import { SECRET, signJws } from './fixtures/sign-jws.ts'

t.test('the beginning of a signature, or more than all of it, is no signature', async (t) => {
  const [header, payload, signature = ''] = signJws({ a: 1 }).split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const verify = (other: Buffer) => verifyJws(`${header}.${payload}.${other.toString('base64url')}`, { key: SECRET, algorithm: 'HS256' })
  for (const length of [1, 2, 16, 31]) {
    t.throws(() => verify(bytes.subarray(0, length)), { code: 'wrong-signature' }, `${length} bytes`)
  }
  t.throws(() => verify(Buffer.concat([bytes, Buffer.alloc(1)])), { code: 'wrong-signature' })
  t.throws(() => verify(Buffer.concat([bytes, bytes])), { code: 'wrong-signature' })
  t.ok(verify(bytes))
})
