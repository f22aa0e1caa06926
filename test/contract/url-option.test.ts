import t from 'tap'
import { parseOriginOption, parseUrlOption } from '../../lib/contract/url-option.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

const parse = (value: unknown, allowInsecure?: boolean) =>
  parseUrlOption(value, 'helpCenterUrl', 'Give a URL', { allowInsecure }).href
const parseOrigin = (value: unknown, allowInsecure?: boolean) =>
  parseOriginOption(value, 'returnOrigins[0]', { allowInsecure })

t.test('an https address is taken as the parser writes it', async (t) => {
  const cases: Array<[string, string]> = [
    ['https://help.example.com', 'https://help.example.com/'],
    ['https://help.example.com/portal/en/home?a=b', 'https://help.example.com/portal/en/home?a=b'],
    ['HTTPS://Help.Example.com:443/', 'https://help.example.com/'],
    ['https://help.example.com:8443/', 'https://help.example.com:8443/'],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/'],
    ['https://localhost/', 'https://localhost/'], ['https://127.0.0.1:3000/', 'https://127.0.0.1:3000/'],
    ['https://[::1]/', 'https://[::1]/']
  ]
  for (const [value, href] of cases) t.equal(parse(value), href)
})

t.test('plain http is for this machine alone, and only where it is allowed (L6, R11)', async (t) => {
  for (const host of [
    'localhost', 'localhost:3000', 'help.localhost', 'a.b.localhost:80', '127.0.0.1:3000', '127.255.0.9', '[::1]:3000'
  ]) {
    t.ok(parse(`http://${host}/`, true), host)
    for (const allowInsecure of [undefined, false]) {
      t.throws(() => parse(`http://${host}/`, allowInsecure), {
        code: 'FST_HELP_CENTER_INVALID_OPTION', message: /helpCenterUrl.*allowInsecure/
      })
    }
  }
  for (const host of [
    'help.example.com', 'localhost.evil.test', 'evillocalhost', '127.0.0.1.evil.test', '128.0.0.1', '10.0.0.1',
    '0.0.0.0', '[::]', '[::ffff:10.0.0.1]', '192.168.0.1', 'localhost.', '-.localhost.test'
  ]) {
    t.throws(
      () => parse(`http://${host}/`, true), { code: 'FST_HELP_CENTER_INVALID_OPTION', message: /helpCenterUrl/ }, host
    )
  }
})

t.test('each wrong address is refused with its cure (R11)', async (t) => {
  const cases: Array<[unknown, RegExp]> = [
    [undefined, /got nothing\. Give a URL/], [null, /got nothing\. Give a URL/], ['', /an empty string\. Give a URL/],
    [7, /got 7\. Give a URL/], [['https://help.example.com'], /an array\. Give a URL/],
    [new URL('https://help.example.com'), /type object\. Give a URL/], ['help.example.com', /Give a URL/],
    ['/portal', /Give a URL/], ['//help.example.com', /Give a URL/], ['https://', /Give a URL/],
    ['https://help.example.com:99999', /Give a URL/], ['javascript:alert(1)', /Give a URL/],
    ['ftp://help.example.com', /Give a URL/], ['data:text/html,x', /Give a URL/], ['ws://localhost', /Give a URL/],
    ['https://h\u00e9lp.example.com', /ASCII/], ['https://help.example.com/\u00e9', /ASCII/],
    ['https://help\u3002example.com', /ASCII/], [' https://help.example.com', /ASCII/],
    ['https://help.example.com\n', /ASCII/],
    ['https://help.exa\tmple.com', /ASCII/], ['https://help.example.com/#top', /"#"/],
    ['https://*.example.com', /wildcard/], ['https://help.*/', /wildcard/],
    ['https://help.example.com.', /dot/], ['https://help.example.com./portal', /dot/],
    ['http://help.example.com', /https/]
  ]
  for (const [value, cure] of cases) {
    const { code, message } = thrownBy(() => parse(value, true))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', String(value))
    t.match(message, /: option helpCenterUrl: got /)
    t.match(message, cure)
  }
})

t.test('user info is refused, and no message holds a password or a token (R11, L3)', async (t) => {
  for (const value of [
    'https://ada:canary@help.example.com/', 'https://canary@help.example.com/', 'https://:canary@help.example.com/',
    'https://ada:canary@*.example.com/', 'https://ada:canary@help.example.com./',
    'http://ada:canary@help.example.com/', 'https://ada:canary@help.example.com/#top',
    'https://help.example.com./?jwt=canary', 'https://help.example.com/?jwt=canary#canary',
    'ftp://help.example.com/?canary',
    'help.example.com?jwt=canary', 'https://help.example.com/\u00e9?jwt=canary',
    'https://help.example.com:99999/#canary', 'https://help.example.com./\n?canary\ncanary'
  ]) {
    const { code, message } = thrownBy(() => parse(value, true))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION')
    t.notMatch(message, 'canary', value)
  }
  t.match(
    thrownBy(() => parse('https://ada:canary@help.example.com/')).message, /user info.*Remove user name and password/
  )
})

t.test('a long address is cut short in the message', async (t) => {
  t.ok(thrownBy(() => parse(`https://help.example.com./${'x'.repeat(10_000)}`)).message.length < 300)
})

t.test('an origin is written in its one spelling (R11)', async (t) => {
  for (const origin of [
    'https://help.example.com', 'https://help.example.com:8443', 'https://xn--bcher-kva.example', 'https://127.0.0.1'
  ]) t.equal(parseOrigin(origin), origin)
  t.equal(parseOrigin('http://localhost:3000', true), 'http://localhost:3000')
  for (const value of [
    'https://help.example.com/', 'https://help.example.com/portal', 'https://help.example.com?a',
    'https://HELP.example.com', 'HTTPS://help.example.com', 'https://help.example.com:443', 'https:help.example.com',
    'https:\\\\help.example.com', 'https://127.1', 'https://*.example.com', 'https://a@help.example.com',
    'https://help.example.com.', 'https://h\u00e9lp.example.com', 'http://help.example.com', 'http://localhost:3000',
    'null', '', '*', undefined, 7
  ]) {
    const { code, message } = thrownBy(() => parseOrigin(value))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', String(value))
    t.match(message, 'option returnOrigins[0]: got ')
  }
  t.match(
    thrownBy(() => parseOrigin('https://HELP.example.com:443/portal')).message,
    'did you mean "https://help.example.com"?'
  )
})
