import t from 'tap'
import { fakeZohoDesk, JtiMemory, type ExpectedTimeFormat } from '../../lib/testing/index.ts'
import { makeClaims, SECRET, signJws } from '../fixtures/sign-jws.ts'

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0, 7)
const PER_SECOND = { seconds: 1, milliseconds: 1e3, nanoseconds: 1e9 }

const formats = (['seconds', 'milliseconds', 'nanoseconds'] as const)
  .flatMap((unit) => (['number', 'string'] as const).map((type) => ({ unit, type })))

function write (ms: number, { unit, type }: ExpectedTimeFormat) {
  // BigInt: the digits of a nanosecond are beyond the whole numbers of a double.
  const digits = String(BigInt(Math.floor(ms)) * BigInt(PER_SECOND[unit]) / 1000n)
  return type === 'string' ? digits : Number(digits)
}

t.test('a help center takes its own format of times and no other', async (t) => {
  for (const demanded of formats) {
    for (const sent of formats) {
      const helpCenter = fakeZohoDesk({ secret: SECRET, now: () => NOW, timeClaims: demanded })
      const times = { nbf: write(NOW - 30_000, sent), iat: write(NOW, sent), exp: write(NOW + 570_000, sent) }
      const claims = makeClaims(NOW, times)
      const receive = () => helpCenter.receive(helpCenter.signInEndpoint + signJws(claims))
      const label = `${sent.unit} as ${sent.type} where ${demanded.unit} as ${demanded.type} are expected`
      if (sent.type !== demanded.type) t.throws(receive, { code: 'wrong-type' }, label)
      else if (sent.unit !== demanded.unit) {
        t.throws(receive, { code: 'wrong-unit', reason: `looks like ${sent.unit}` }, label)
      } else t.equal(receive().email, 'ada@example.com', label)
    }
  }
})

t.test('strings have one spelling', async (t) => {
  const helpCenter = fakeZohoDesk({ secret: SECRET, now: () => NOW, timeClaims: { unit: 'seconds', type: 'string' } })
  const good = String(Math.floor(NOW / 1000) + 60)
  for (const exp of ['', ` ${good}`, `0${good}`, `+${good}`, `${good}.0`, '1e9', 'Infinity', `${good}\n`]) {
    const token = signJws(makeClaims(NOW, { nbf: good, exp }))
    t.throws(() => helpCenter.receive(helpCenter.signInEndpoint + token), { code: 'wrong-type' }, JSON.stringify(exp))
  }
})

t.test('the clock tolerance moves each limit by as much', async (t) => {
  const second = Math.floor(NOW / 1000)
  const helpCenter = fakeZohoDesk({ secret: SECRET, now: () => NOW, clockTolerance: 5, maxLifetime: 60 })
  const receive = (changes: Record<string, unknown>) => {
    const claims = makeClaims(NOW, { nbf: second, exp: second + 60, ...changes })
    return helpCenter.receive(helpCenter.signInEndpoint + signJws(claims))
  }
  t.ok(receive({ nbf: second + 5 }))
  t.throws(() => receive({ nbf: second + 6 }), { code: 'not-yet-valid' })
  t.ok(receive({ iat: second + 5 }))
  t.throws(() => receive({ iat: second + 6 }), { code: 'issued-in-future' })
  t.ok(receive({ nbf: second - 60, exp: second - 4 }))
  t.throws(() => receive({ nbf: second - 60, exp: second - 5 }), { code: 'expired' })
  t.throws(() => receive({ exp: second + 61 }), { code: 'lifetime-too-long', reason: '61 seconds' })
})

t.test('a token id is remembered until its token is dead', async (t) => {
  const memory = new JtiMemory()
  memory.add('a', 10_500, 0)
  memory.add('b', 10_500, 10_499)
  t.ok(memory.has('a'))
  memory.add('c', 20_000, 10_999)
  t.ok(memory.has('a'), 'until the end of the second in which it dies')
  memory.add('d', 20_000, 11_000)
  t.strictSame(['a', 'b', 'c', 'd'].map((jti) => memory.has(jti)), [false, false, true, true])
})

t.test('memory stays bounded over many sign-ins', async (t) => {
  const memory = new JtiMemory()
  let largest = 0
  for (let i = 0; i < 100_000; i++) {
    // A sign-in every 100 ms, each good for a minute: 600 alive, and the second that is being filled.
    memory.add(String(i), i * 100 + 60_000, i * 100)
    largest = Math.max(largest, memory.size)
  }
  t.ok(largest <= 620, `${largest} remembered at most`)
})

t.test('the first and the last moment of a token count', async (t) => {
  const second = Math.floor(NOW / 1000)
  const helpCenter = fakeZohoDesk({ secret: SECRET, now: () => second * 1000 })
  const claims = makeClaims(NOW, { nbf: second, iat: second, exp: second + 600 })
  t.equal(helpCenter.receive(helpCenter.signInEndpoint + signJws(claims)).email, 'ada@example.com')
})

t.test('a token cannot be used again while it lives, and has expired after that', async (t) => {
  let now = NOW
  const second = Math.floor(NOW / 1000)
  const helpCenter = fakeZohoDesk({ secret: SECRET, now: () => now, clockTolerance: 5 })
  const url = helpCenter.signInEndpoint + signJws(makeClaims(NOW, { exp: second + 60 }))
  helpCenter.receive(url)
  // Another sign-in at the same time, since the memory is swept when something is added to it.
  const replay = (at: number) => {
    now = at
    helpCenter.receive(helpCenter.signInEndpoint + signJws(makeClaims(now)))
    helpCenter.receive(url)
  }
  t.throws(() => replay(NOW + 30_000), { code: 'jti-reused' })
  t.throws(() => replay((second + 65) * 1000 - 1), { code: 'jti-reused' })
  t.throws(() => replay((second + 65) * 1000), { code: 'expired' })
})
