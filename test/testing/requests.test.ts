import t from 'tap'
import { HandoffRefused } from '../../lib/testing/refusals.ts'
import { Requests } from '../../lib/testing/requests.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const HOUR = 3_600_000

t.test('what was asked for is forgotten when its time is over', async (t) => {
  const requests = new Requests<string>()
  requests.add('first', 'a', NOW)
  t.equal(requests.find('first', NOW, 'nonce'), 'a')
  requests.add('second', 'b', NOW + HOUR)
  t.throws(() => requests.find('first', NOW + HOUR, 'nonce'), HandoffRefused)
  t.equal(requests.find('second', NOW + HOUR, 'nonce'), 'b')
})

t.test('however many visitors begin, the memory for them is bounded', async (t) => {
  const requests = new Requests<number>()
  for (let i = 0; i < 20_001; i++) requests.add(`id ${i}`, i, NOW)
  t.throws(() => requests.find('id 0', NOW, 'nonce'), HandoffRefused)
  t.equal(requests.find('id 20000', NOW, 'nonce'), 20_000)
})
