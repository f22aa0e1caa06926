import { createHash } from 'node:crypto'
import t from 'tap'
import { formPage, formPagePolicy } from '../../lib/pages/form-page.ts'
import { hostileMarkup } from '../fixtures/hostile-markup.ts'

const URL_OF_VENDOR = 'https://help.example.com/access/jwt?return_to=a&b=c'
const render = ({ url = URL_OF_VENDOR, fields = { jwt: 'a.b.c' } as Record<string, string>, name = 'Acme Desk', nonce = undefined as string | undefined } = {}) =>
  formPage({ method: 'POST', url, fields }, name, nonce)
const markup = (page: string) => page.replace(/[^<>"']/g, '').length

t.test('the page is one form with hidden fields, a visible button and a script, and loads nothing', async t => {
  const page = render({ fields: { jwt: 'a.b.c', more: 'd' } })
  t.match(page, '<form method="post" action="https://help.example.com/access/jwt?return_to=a&amp;b=c">')
  t.match(page, '<input type="hidden" name="jwt" value="a.b.c"><input type="hidden" name="more" value="d">')
  t.match(page, 'You are being signed in at Acme Desk.')
  t.match(page, '<button>Continue</button>')
  t.equal(page.match(/<form/g)?.length, 1)
  t.equal(page.match(/<script/g)?.length, 1)
  t.notMatch(page, /<img|<link|<iframe|<base|\bsrc=|\bon\w+=|\bstyle=|url\(|undefined|\[object|javascript:/i)
})

t.test('every value is escaped: address, names, values, the vendor\'s name and the nonce (X6)', async t => {
  const plain = markup(render({ nonce: 'n' }))
  for (const text of hostileMarkup) {
    for (const page of [render({ url: text, nonce: 'n' }), render({ fields: { jwt: text }, nonce: 'n' }), render({ fields: { [text]: 'a' }, nonce: 'n' }), render({ name: text, nonce: 'n' }), render({ nonce: text })]) {
      t.equal(markup(page), plain, text)
    }
  }
})

t.test('the policy allows this very script and style, and posting to the vendor, and nothing else (X1)', async t => {
  const page = render()
  const hash = (name: string) => createHash('sha256').update(new RegExp(`<${name}[^>]*>(.*)</${name}>`, 's').exec(page)?.[1] ?? '').digest('base64')
  const start = `default-src 'none'; style-src 'sha256-${hash('style')}'; base-uri 'none'; frame-ancestors 'none'; script-src 'sha256-${hash('script')}'`
  t.equal(formPagePolicy(['https://help.example.com'], undefined), `${start}; form-action https://help.example.com`)
  t.equal(formPagePolicy(['https://a.example', 'https://b.example'], 'n-1'), `${start} 'nonce-n-1'; form-action https://a.example https://b.example`)
})

t.test('the script is the same whatever the values are, so its hash is too', async t => {
  const scriptOf = (page: string) => /<script[^>]*>(.*)<\/script>/s.exec(page)?.[1]
  t.equal(scriptOf(render({ fields: { jwt: '</script>' }, nonce: 'x' })), scriptOf(render()))
  t.match(render({ nonce: 'n-1' }), '<script nonce="n-1">')
})
