import t from 'tap'
import { isText, isTextList, toClaimValue } from '../../lib/sign-in/claim-value.ts'
import { whilePolluted } from '../fixtures/pollute.ts'

/** `value` inside `depth` arrays. */
function nest (value: unknown, depth: number): unknown {
  return depth === 0 ? value : [nest(value, depth - 1)]
}

t.test('text is a string of at most 255 characters without controls and broken characters', async (t) => {
  for (const value of ['', 'Ada', 'x'.repeat(255), 'Zo\u00eb \u65e5\u672c \u{1f600}', '\u05d0\u200f', '"<>&\'\\/']) {
    t.equal(isText(value), true, JSON.stringify(value))
  }
  const refused = [
    'x'.repeat(256), '\u{1f600}'.repeat(128), 'a\u0000', 'a\n', 'a\r\nb', '\t', '\u007f', '\u0085', '\u2028', '\u2029',
    '\ud800', 'a\udc00b', 7, true, null, undefined, [], {}, new Object('Ada')
  ]
  for (const [i, value] of refused.entries()) t.equal(isText(value), false, `value ${i}`)
})

t.test('a text list is an array of at most 100 texts', async (t) => {
  for (const value of [[], ['a', ''], Array.from({ length: 100 }, () => 'a')]) t.equal(isTextList(value), true)
  for (const value of [
    'a', null, { 0: 'a', length: 1 }, [1], ['a', null], ['a\n'], [['a']], Array.from({ length: 101 }, () => 'a')
  ]) t.equal(isTextList(value), false)
})

t.test('what JSON can say is copied', async (t) => {
  for (const value of ['', 'Ada', 0, -1.5, Number.MAX_VALUE, true, false]) t.equal(toClaimValue(value), value)
  const value = { id: 7, tags: ['a', ['b', null]], active: false, none: null, inner: { list: [], map: {} } }
  const copy = toClaimValue(value)
  t.equal(JSON.stringify(copy), JSON.stringify(value))
  t.not(copy, value)
  value.tags.push('later')
  t.notMatch(JSON.stringify(copy), 'later')
})

t.test('what JSON cannot say, or says in a way of its own, is refused', async (t) => {
  const refused: unknown[] = [
    undefined, null, NaN, Infinity, -Infinity, 10n, Symbol('a'), () => 'a', 'x'.repeat(256), 'a\u0000', '\ud800',
    [undefined], [() => 'a'], [NaN], { a: undefined }, { a: Symbol('a') }, { a: 'x'.repeat(256) },
    { a: { b: [Infinity] } }, { ['x'.repeat(256)]: 1 }, { 'a\n': 1 }
  ]
  for (const value of refused) t.equal(toClaimValue(value), undefined, String(typeof value))
})

t.test('size and depth are bounded, so that a circle ends too', async (t) => {
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]))
  t.equal(Object.keys(toClaimValue(keys(100)) as object).length, 100)
  t.equal(toClaimValue(keys(101)), undefined)
  t.equal(toClaimValue(Array.from({ length: 100 }, (_, i) => i)) === undefined, false)
  t.equal(toClaimValue(Array.from({ length: 101 }, (_, i) => i)), undefined)
  t.equal(JSON.stringify(toClaimValue(nest('a', 4))), '[[[["a"]]]]')
  t.equal(toClaimValue(nest('a', 5)), undefined)
  const circle: { self?: unknown } = {}
  circle.self = circle
  t.equal(toClaimValue(circle), undefined)
})

t.test('a toJSON of the value changes nothing, and keys of the language are refused (1.6)', async (t) => {
  t.equal(toClaimValue({ a: 1, toJSON: () => 'eve' }), undefined)
  t.equal(toClaimValue({ a: 1, toJSON: 'text' }), undefined)
  t.equal(toClaimValue(JSON.parse('{"__proto__":{"admin":true}}')), undefined)
  t.equal(toClaimValue({ inner: JSON.parse('{"__proto__":1}') }), undefined)
  class Team {
    name = 'Desk'
    toJSON () { return { name: 'Eve' } }
  }
  t.equal(toClaimValue(new Team()), undefined)
})

t.test('the copy inherits nothing, so a polluted prototype adds nothing (1.6)', async (t) => {
  const copy = toClaimValue({ list: [{ a: 1 }], map: { b: 2 } }) as { list: object[], map: object }
  for (const value of [copy, copy.list, copy.list[0], copy.map]) t.notOk('valueOf' in (value as object))
  const text = await whilePolluted({ toJSON: () => 'eve' }, () => JSON.stringify(copy))
  t.equal(text, '{"list":[{"a":1}],"map":{"b":2}}')
})

t.test('each member is read once, so it cannot change between check and copy (1.6)', async (t) => {
  let reads = 0
  const value = { get name () { return ++reads === 1 ? 'Ada' : 'eve\u0000' } }
  t.strictSame({ ...toClaimValue(value) as object }, { name: 'Ada' })
  t.equal(reads, 1)
})

t.test('what JSON would show as an empty object is no claim value', async (t) => {
  for (const value of [new Date(0), new Map([['a', 1]]), new Set(['a']), Promise.resolve('a'), /a/, Buffer.from('a')]) {
    t.equal(toClaimValue(value), undefined)
    t.equal(toClaimValue({ inner: [value] }), undefined)
  }
  t.same(toClaimValue(Object.assign(Object.create(null), { a: 1 })), { a: 1 })
})

t.test('an array with holes is refused, however long it claims to be (1.14)', async (t) => {
  const sparse: string[] = ['a']
  sparse[3e6] = 'b'
  t.equal(toClaimValue(sparse), undefined)
  t.equal(toClaimValue(Object.assign(['a'], { key: 'b' })), undefined)
})
