import t from 'tap'
import { html, Html } from '../../lib/pages/html.ts'
import { hostileMarkup } from '../fixtures/hostile-markup.ts'

t.test('the five characters of markup are escaped in every value (1.11)', async t => {
  t.equal(html`<p title="${'"'}">${'&<>\'"'}</p>`.toString(), '<p title="&quot;">&amp;&lt;&gt;&#39;&quot;</p>')
  t.equal(html`${'&amp;'}${'<<'}`.toString(), '&amp;amp;&lt;&lt;')
})

t.test('no value becomes markup, in text or in a quoted attribute (X3)', async t => {
  for (const markup of hostileMarkup) {
    const page = html`<p title="${markup}" lang='${markup}'>${markup}</p>`.toString()
    t.equal(page.replace(/[^<>"']/g, ''), '<""\'\'><>', JSON.stringify(encodeURI(markup.replaceAll(/\p{Cs}/gu, ''))))
    const shown = page.slice(page.indexOf('>') + 1, page.indexOf('</p>'))
    t.notMatch(shown.replace(/&(?:amp|lt|gt|quot|#39);/g, ''), '&')
    t.equal(unescape(shown), markup)
  }
})

t.test('other text is kept as it is', async t => {
  for (const text of ['', 'Zo\u00eb', '\u65e5\u672c', '\u{1f600}', '/path?a=b#c', '`$(x)`', '\\n\\u0041', '  ']) t.equal(html`${text}`.toString(), text)
  t.equal(html`${0}${-1.5}${NaN}`.toString(), '0-1.5NaN')
  t.equal(html`a\tb`.toString(), 'a\tb')
})

t.test('html inside of html is not escaped again, alone or in a list', async t => {
  const items = ['<a>', '<b>'].map((name) => html`<li>${name}</li>`)
  t.equal(html`<ul>${items}</ul>${html`<hr>`}${new Html('<br>')}`.toString(), '<ul><li>&lt;a&gt;</li><li>&lt;b&gt;</li></ul><hr><br>')
  t.equal(html`${[]}`.toString(), '')
})

t.test('false and undefined leave nothing behind', async t => {
  const isShown = Math.max(0, 1) > 1
  t.equal(html`a${isShown && html`<b>`}${undefined}c`.toString(), 'ac')
})

t.test('a string that looks like html is none', async t => {
  t.not(typeof html`<b>`, 'string')
  t.equal(html`${html`<b>`.toString()}`.toString(), '&lt;b&gt;')
})

function unescape (text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '')
}
