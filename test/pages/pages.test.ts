import { createHash } from 'node:crypto'
import t from 'tap'
import { errors, type HelpCenterErrorCode } from '../../lib/errors.ts'
import { ERROR_PAGE_POLICY, errorPage } from '../../lib/pages/error-page.ts'
import { hostileMarkup } from '../fixtures/hostile-markup.ts'
import { html, Html } from '../../lib/pages/html.ts'
import { formPage, formPagePolicy } from '../../lib/pages/form-page.ts'

const HOME = 'https://help.example.com/portal/en/home'
const codes = Object.values(errors).map((HelpCenterError) => new HelpCenterError().code)
const renderError = (code: HelpCenterErrorCode, { requestId = 'req-1', helpCenterUrl = HOME as string | null } = {}) =>
  errorPage({ code, statusCode: 500 }, { requestId, helpCenterUrl })
const titleOf = (page: string) => /<title>(.*)<\/title>/.exec(page)?.[1]
const countMarkup = (page: string) => page.replace(/[^<>"']/g, '').length

t.test('every error has a page with its code, a title, a way on and nothing else to load', async (t) => {
  for (const code of codes) {
    const page = renderError(code)
    t.match(page, /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/)
    t.match(page, /<\/html>\n$/)
    t.match(page, `<h1>${titleOf(page)}</h1>`)
    t.match(page, `<code>${code}</code>, request <code>req-1</code>`)
    t.match(page, '<a href="">Try again</a>')
    t.match(page, `<a href="${HOME}">Go to the help center</a>`)
    t.match(page, '<meta name="robots" content="noindex">')
    t.notMatch(page, /<script|<img|<link|<iframe|<form|<base|\bsrc=|\bon\w+=|\bstyle=|url\(|undefined|\[object/i)
  }
})

t.test('what the visitor can do something about is told apart, the rest is trouble of ours', async (t) => {
  const titles = new Map(codes.map((code) => [code, titleOf(renderError(code))]))
  const special: HelpCenterErrorCode[] = [
    'FST_HELP_CENTER_NOT_SIGNED_IN', 'FST_HELP_CENTER_TOO_MANY_SIGN_INS', 'FST_HELP_CENTER_NOT_AUTHORIZED',
    'FST_HELP_CENTER_EMAIL_NOT_VERIFIED', 'FST_HELP_CENTER_UNKNOWN',
    'FST_HELP_CENTER_INCOMPLETE_REQUEST', 'FST_HELP_CENTER_REFUSED_BY_VENDOR'
  ]
  t.equal(new Set(special.map((code) => titles.get(code))).size, special.length)
  t.equal(
    titles.get('FST_HELP_CENTER_INVALID_EMAIL'), titles.get('FST_HELP_CENTER_NOT_AUTHORIZED'),
    'an address that cannot be used is not told from a user who may not enter (1.16)'
  )
  const trouble = titles.get('FST_HELP_CENTER_HOOK_FAILED')
  for (const code of [
    'FST_HELP_CENTER_BUSY', 'FST_HELP_CENTER_HOOK_TIMEOUT', 'FST_HELP_CENTER_SECRET_UNAVAILABLE',
    'FST_HELP_CENTER_INVALID_CLAIM'
  ] as const) {
    t.equal(titles.get(code), trouble, code)
  }
  t.notOk(special.some((code) => titles.get(code) === trouble))
})

t.test('each page says what happened and what to do, and two say the same only where they shall', async (t) => {
  const textsOf = (code: HelpCenterErrorCode) => {
    const page = renderError(code)
    const texts = [titleOf(page), /<h1>(.*)<\/h1>/.exec(page)?.[1], /<h1>.*<\/h1>\s*<p>(.*)<\/p>/.exec(page)?.[1]]
    return texts.map((text = '') => text.replace(/(?:<[^>]*>|&#?\w+;|\s)+/g, ' ').trim())
  }
  for (const code of codes) {
    const [title = '', heading, explanation = ''] = textsOf(code)
    t.match(title, /^[A-Z]\w*(?: \S+){2,}$/, code)
    t.equal(heading, title)
    t.match(explanation, /^[A-Z]\w*(?: \S+){5,}\.$/, code)
    t.notMatch(explanation, title)
  }
  const codesOf = new Map<string, HelpCenterErrorCode[]>()
  for (const code of codes) codesOf.set(textsOf(code).join(), [...codesOf.get(textsOf(code).join()) ?? [], code])
  const shared = [...codesOf.values()].filter(({ length }) => length > 1).sort((a, b) => a.length - b.length)
  const [notAllowed, trouble] = shared
  t.equal(shared.length, 2)
  t.strictSame(notAllowed, ['FST_HELP_CENTER_NOT_AUTHORIZED', 'FST_HELP_CENTER_INVALID_EMAIL'])
  t.ok(trouble?.includes('FST_HELP_CENTER_HOOK_FAILED'))
  const explanations = [...codesOf.values()].map(([code]) => code && textsOf(code)[2])
  t.equal(new Set(explanations).size, explanations.length, 'no explanation serves two titles')
})

t.test('without a known help center there is no link to one', async (t) => {
  const page = renderError('FST_HELP_CENTER_UNKNOWN', { helpCenterUrl: null })
  t.equal(page.match(/<a /g)?.length, 1)
  t.notMatch(page, /null|false/)
})

t.test('the policy allows the one style sheet of the page by its hash, and nothing more (X1)', async (t) => {
  const style = /<style>(.*)<\/style>/s.exec(renderError('FST_HELP_CENTER_BUSY'))?.[1] ?? ''
  t.ok(style.length > 100)
  const hash = createHash('sha256').update(style).digest('base64')
  t.equal(
    ERROR_PAGE_POLICY,
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`
  )
  t.match(ERROR_PAGE_POLICY, /^[\x20-\x7e]+$/)
})

t.test('a request id of the client becomes no markup (X6)', async (t) => {
  const plain = countMarkup(renderError('FST_HELP_CENTER_BUSY'))
  for (const markup of hostileMarkup) {
    t.equal(countMarkup(renderError('FST_HELP_CENTER_BUSY', { requestId: markup })), plain)
    t.equal(countMarkup(renderError('FST_HELP_CENTER_BUSY', { helpCenterUrl: markup })), plain)
  }
})

t.test('pages differ in code, text and request id alone (1.16)', async (t) => {
  const skeleton = (page: string) => page.replace(/>[^<]+</g, '><')
  t.equal(new Set(codes.map((code) => skeleton(renderError(code)))).size, 1)
})

t.test('the five characters of markup are escaped in every value (1.11)', async (t) => {
  t.equal(html`<p title="${'"'}">${'&<>\'"'}</p>`.toString(), '<p title="&quot;">&amp;&lt;&gt;&#39;&quot;</p>')
  t.equal(html`${'&amp;'}${'<<'}`.toString(), '&amp;amp;&lt;&lt;')
})

t.test('no value becomes markup, in text or in a quoted attribute (X3)', async (t) => {
  for (const markup of hostileMarkup) {
    const page = html`<p title="${markup}" lang='${markup}'>${markup}</p>`.toString()
    t.equal(page.replace(/[^<>"']/g, ''), '<""\'\'><>', JSON.stringify(encodeURI(markup.replaceAll(/\p{Cs}/gu, ''))))
    const shown = page.slice(page.indexOf('>') + 1, page.indexOf('</p>'))
    t.notMatch(shown.replace(/&(?:amp|lt|gt|quot|#39);/g, ''), '&')
    t.equal(unescape(shown), markup)
  }
})

t.test('other text is kept as it is', async (t) => {
  for (const text of ['', 'Zo\u00eb', '\u65e5\u672c', '\u{1f600}', '/path?a=b#c', '`$(x)`', '\\n\\u0041', '  ']) {
    t.equal(html`${text}`.toString(), text)
  }
  t.equal(html`${0}${-1.5}${NaN}`.toString(), '0-1.5NaN')
  t.equal(html`a\tb`.toString(), 'a\tb')
})

t.test('html inside of html is not escaped again, alone or in a list', async (t) => {
  const items = ['<a>', '<b>'].map((name) => html`<li>${name}</li>`)
  t.equal(
    html`<ul>${items}</ul>${html`<hr>`}${new Html('<br>')}`.toString(),
    '<ul><li>&lt;a&gt;</li><li>&lt;b&gt;</li></ul><hr><br>'
  )
  t.equal(html`${[]}`.toString(), '')
})

t.test('false and undefined leave nothing behind', async (t) => {
  const isShown = Math.max(0, 1) > 1
  t.equal(html`a${isShown && html`<b>`}${undefined}c`.toString(), 'ac')
})

t.test('a string that looks like html is none', async (t) => {
  t.not(typeof html`<b>`, 'string')
  t.equal(html`${html`<b>`.toString()}`.toString(), '&lt;b&gt;')
})

function unescape (text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '')
}

const URL_OF_VENDOR = 'https://help.example.com/access/jwt?return_to=a&b=c'
const renderForm = ({
  url = URL_OF_VENDOR, fields = {
    jwt: 'a.b.c'
  } as Record<string, string>, name = 'Acme Desk', nonce = undefined as string | undefined
} = {}) =>
  formPage({ method: 'POST', url, fields }, name, nonce)

t.test('the page is one form with hidden fields, a visible button and a script, and loads nothing (L9)', async (t) => {
  const page = renderForm({ fields: { jwt: 'a.b.c', more: 'd' } })
  t.match(page, '<form method="post" action="https://help.example.com/access/jwt?return_to=a&amp;b=c">')
  t.match(page, '<input type="hidden" name="jwt" value="a.b.c"><input type="hidden" name="more" value="d">')
  t.match(page, 'Signing you in to Acme Desk.')
  t.match(page, '<button>Continue</button>')
  t.equal(page.match(/<form/g)?.length, 1)
  t.equal(page.match(/<script/g)?.length, 1)
  t.notMatch(page, /<img|<link|<iframe|<base|\bsrc=|\bon\w+=|\bstyle=|url\(|undefined|\[object|javascript:/i)
})

t.test('every value is escaped: address, names, values, the vendor\'s name and the nonce (X6)', async (t) => {
  const plain = countMarkup(renderForm({ nonce: 'n' }))
  for (const text of hostileMarkup) {
    for (const page of [
      renderForm({ url: text, nonce: 'n' }), renderForm({ fields: { jwt: text }, nonce: 'n' }),
      renderForm({ fields: { [text]: 'a' }, nonce: 'n' }), renderForm({ name: text, nonce: 'n' }),
      renderForm({ nonce: text })
    ]) {
      t.equal(countMarkup(page), plain, text)
    }
  }
})

t.test('the policy allows this very script and style, and posting to the vendor, and nothing else (X1)', async (t) => {
  const page = renderForm()
  const hash = (name: string) =>
    createHash('sha256').update(new RegExp(`<${name}[^>]*>(.*)</${name}>`, 's').exec(page)?.[1] ?? '').digest('base64')
  const start =
    `default-src 'none'; style-src 'sha256-${hash('style')}'; base-uri 'none'; frame-ancestors 'none'; ` +
      `script-src 'sha256-${hash('script')}'`
  t.equal(formPagePolicy(['https://help.example.com'], undefined), `${start}; form-action https://help.example.com`)
  t.equal(
    formPagePolicy(['https://a.example', 'https://b.example'], 'n-1'),
    `${start} 'nonce-n-1'; form-action https://a.example https://b.example`
  )
})

t.test('the script is the same whatever the values are, so its hash is too', async (t) => {
  const scriptOf = (page: string) => /<script[^>]*>(.*)<\/script>/s.exec(page)?.[1]
  t.equal(scriptOf(renderForm({ fields: { jwt: '</script>' }, nonce: 'x' })), scriptOf(renderForm()))
  t.match(renderForm({ nonce: 'n-1' }), '<script nonce="n-1">')
})
