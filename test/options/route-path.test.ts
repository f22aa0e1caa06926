import t from 'tap'
import { createRoutePath, UNSUPPORTED_PATH } from '../../lib/options/route-path.ts'
import { whilePolluted } from '../fixtures/pollute.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

t.test('a path without parameters is filled with a query alone', async (t) => {
  const { fill } = createRoutePath('/help-center/login')
  t.equal(fill(undefined, {}), '/help-center/login')
  t.equal(fill({ brand: 'acme' }, {}), '/help-center/login')
  t.equal(
    fill(null, { return_to: 'https://help.example.com/?a=b&c#d' }),
    '/help-center/login?return_to=https%3A%2F%2Fhelp.example.com%2F%3Fa%3Db%26c%23d'
  )
  t.equal(fill({}, { a: '1', b: '' }), '/help-center/login?a=1&b=')
})

t.test('parameters are filled in, each within its segment', async (t) => {
  const { fill } = createRoutePath('/:brand/help/:lang_2/login')
  t.equal(fill({ brand: 'acme', lang_2: 'en' }, {}), '/acme/help/en/login')
  const rows: Array<[string, string]> = [
    ['a/b', 'a%2Fb'], ['/', '%2F'], ['//evil.test', '%2F%2Fevil.test'], ['\\evil.test', '%5Cevil.test'], ['?x', '%3Fx'],
    ['#x', '%23x'], ['%2e%2e', '%252e%252e'], ['...', '...'], ['.a', '.a'], [' ', '%20'],
    ['\u00e9', '%C3%A9'], ['\r\n', '%0D%0A'], ['$&', '%24%26'], ["$'", "%24'"], ['$1', '%241'], [':brand', '%3Abrand'],
    [':lang_2', '%3Alang_2'], ['@evil.test', '%40evil.test']
  ]
  for (const [brand, segment] of rows) {
    const path = fill({ brand, lang_2: 'en' }, {})
    t.equal(path, `/${segment}/help/en/login`)
    t.equal(new URL(path, 'https://app.example.com').pathname, path)
  }
})

t.test('a parameter that is missing or steps out of its segment has no path (T3)', async (t) => {
  const { fill } = createRoutePath('/:brand/login')
  for (const params of [
    undefined, null, {}, 'acme', { brand: undefined }, { brand: null }, { brand: '' }, { brand: '.' }, { brand: '..' },
    { brand: 7 }, { brand: ['acme'] }, { brand: { toString: () => 'acme' } }, Object.create({ brand: 'acme' })
  ]) {
    t.match(thrownBy(() => fill(params, {})), { code: 'FST_HELP_CENTER_UNKNOWN', statusCode: 404 })
  }
  for (const name of ['constructor', 'toString', '__proto__']) {
    t.throws(() => createRoutePath(`/:${name}/login`).fill({}, {}), { code: 'FST_HELP_CENTER_UNKNOWN' })
  }
  const error = await whilePolluted({ brand: 'evil' }, () => thrownBy(() => fill({}, {})))
  t.equal(error.code, 'FST_HELP_CENTER_UNKNOWN')
})

t.test('a path matches itself and nothing else', async (t) => {
  const { matches } = createRoutePath('/help-center/v1.0+x/login')
  t.equal(matches('/help-center/v1.0+x/login'), true)
  for (const path of [
    '', '/', '/help-center/v1.0+x/login/', '/help-center/v1.0+x/login?a', '/help-center/v1.0+x/logins',
    '/x/help-center/v1.0+x/login', '/help-center/v1x0+x/login', '/help-center/v1.00x/login',
    '/HELP-center/v1.0+x/login',
    '/help-center/v1.0+x/login\n', '\n/help-center/v1.0+x/login', '//help-center/v1.0+x/login',
    'https://evil.test/help-center/v1.0+x/login'
  ]) t.equal(matches(path), false, JSON.stringify(path))
})

t.test('each character that means something in a pattern means itself in a path', async (t) => {
  for (const path of [
    '/a.b', '/a+b', '/a^b', '/a$b', '/a|b', '/a[b]', '/a{2}', '/a-b', '/~a!', "/a'b", '/a,b;c=d@e&f'
  ]) {
    t.equal(createRoutePath(path).matches(path), true, path)
    for (const other of ['/aXb', '/aab', '/aa', '/a', '/b', '/ab']) {
      t.equal(createRoutePath(path).matches(other), false, `${path} ${other}`)
    }
  }
})

t.test('a parameter matches one segment', async (t) => {
  const { matches } = createRoutePath('/:brand/login')
  for (const path of ['/acme/login', '/a%2Fb/login', '/./login', '/a:b/login']) t.equal(matches(path), true)
  for (const path of ['//login', '/login', '/a/b/login', '/acme/login/x', '/acme/logout', 'acme/login']) {
    t.equal(matches(path), false)
  }
})

t.test('beside the parameters of another route a path is of the brand that they name (X25)', async (t) => {
  const { matches } = createRoutePath('/:brand/help/:lang/login')
  const path = '/acme/help/en/login'
  for (const params of [
    { brand: 'acme' }, { brand: 'acme', lang: 'en' }, { lang: 'en', other: 'x' }, { id: 'globex' }, {}, undefined, null,
    { brand: 7 }, { brand: ['globex'] }, Object.create({ brand: 'globex' })
  ]) t.equal(matches(path, params), true, JSON.stringify(params))
  for (const params of [
    { brand: 'globex' }, { lang: 'de' }, { brand: 'acme', lang: 'de' }, { brand: 'globex', lang: 'en' }, { brand: '' },
    { brand: 'Acme' }, { brand: 'acme ' }, { brand: 'acm' }
  ]) t.equal(matches(path, params), false, JSON.stringify(params))
  t.equal(await whilePolluted({ brand: 'globex' }, () => matches(path, {})), true)
})

t.test('what `fill` makes of a brand matches for that brand, whatever characters it has (X25)', async (t) => {
  const { fill, matches } = createRoutePath('/:brand/login')
  const brands = ['acme', 'a b', 'a/b', 'ü', 'a%20b', '王', '...', 'a+b', "o'neill"]
  for (const brand of brands) {
    for (const other of brands) t.equal(matches(fill({ brand }, {}), { brand: other }), brand === other)
  }
})

t.test('paths that no link can be built for are told apart', async (t) => {
  for (const path of ['/login', '/help-center/login', '/:brand/login', '/:brand_1/:lang', '/a.b~c', '/:a', '/']) {
    t.equal(UNSUPPORTED_PATH.test(path), false, path)
  }
  for (const path of [
    '*', '/a/*', '/:id(\\d+)', '/:brand?', '/:a-:b', '/:a.:b', '/:a:b', '/x:a', '/a//b', '//a', '/a?b', '/a#b', '/a\\b',
    '/a%20b', '/a b', '/a\n', '/:brand\u00e9', '/:a.json'
  ]) {
    t.equal(UNSUPPORTED_PATH.test(path), true, path)
  }
})
