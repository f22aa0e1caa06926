import { createHash } from 'node:crypto'
import t from 'tap'
import { errors, type HelpCenterErrorCode } from '../../lib/errors.ts'
import { ERROR_PAGE_POLICY, errorPage } from '../../lib/pages/error-page.ts'
import { hostileMarkup } from '../fixtures/hostile-markup.ts'

const HOME = 'https://help.example.com/portal/en/home'
const codes = Object.values(errors).map((HelpCenterError) => new HelpCenterError().code)
const render = (code: HelpCenterErrorCode, { requestId = 'req-1', helpCenterUrl = HOME as string | null } = {}) => errorPage(code, { requestId, helpCenterUrl })
const titleOf = (page: string) => /<title>(.*)<\/title>/.exec(page)?.[1]

t.test('every error has a page with its code, a title, a way on and nothing else to load', async t => {
  for (const code of codes) {
    const page = render(code)
    t.match(page, /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/)
    t.match(page, /<\/html>\n$/)
    t.match(page, `<h1>${titleOf(page)}</h1>`)
    t.match(page, `<code>${code}</code>, request <code>req-1</code>`)
    t.match(page, '<a href="">Try again</a>')
    t.match(page, `<a href="${HOME}">To the help center</a>`)
    t.match(page, '<meta name="robots" content="noindex">')
    t.notMatch(page, /<script|<img|<link|<iframe|<form|<base|\bsrc=|\bon\w+=|\bstyle=|url\(|undefined|\[object/i)
  }
})

t.test('what the visitor can do something about is told apart, the rest is trouble of ours', async t => {
  const titles = new Map(codes.map((code) => [code, titleOf(render(code))]))
  const special: HelpCenterErrorCode[] = [
    'FST_HELP_CENTER_NOT_SIGNED_IN', 'FST_HELP_CENTER_TOO_MANY_SIGN_INS', 'FST_HELP_CENTER_NOT_AUTHORIZED', 'FST_HELP_CENTER_EMAIL_NOT_VERIFIED', 'FST_HELP_CENTER_UNKNOWN',
    'FST_HELP_CENTER_INCOMPLETE_REQUEST', 'FST_HELP_CENTER_REFUSED_BY_VENDOR'
  ]
  t.equal(new Set(special.map((code) => titles.get(code))).size, special.length)
  t.equal(titles.get('FST_HELP_CENTER_INVALID_EMAIL'), titles.get('FST_HELP_CENTER_NOT_AUTHORIZED'), 'an address that cannot be used is not told from a user who may not enter (1.16)')
  const trouble = titles.get('FST_HELP_CENTER_HOOK_FAILED')
  for (const code of ['FST_HELP_CENTER_BUSY', 'FST_HELP_CENTER_HOOK_TIMEOUT', 'FST_HELP_CENTER_SECRET_UNAVAILABLE', 'FST_HELP_CENTER_INVALID_CLAIM'] as const) t.equal(titles.get(code), trouble, code)
  t.notOk(special.some((code) => titles.get(code) === trouble))
})

t.test('without a known help center there is no link to one', async t => {
  const page = render('FST_HELP_CENTER_UNKNOWN', { helpCenterUrl: null })
  t.equal(page.match(/<a /g)?.length, 1)
  t.notMatch(page, /null|false/)
})

t.test('the policy allows the one style sheet of the page by its hash, and nothing more (X1)', async t => {
  const style = /<style>(.*)<\/style>/s.exec(render('FST_HELP_CENTER_BUSY'))?.[1] ?? ''
  t.ok(style.length > 100)
  const hash = createHash('sha256').update(style).digest('base64')
  t.equal(ERROR_PAGE_POLICY, `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`)
  t.match(ERROR_PAGE_POLICY, /^[\x20-\x7e]+$/)
})

t.test('a request id of the client becomes no markup (X6)', async t => {
  const count = (page: string) => page.replace(/[^<>"']/g, '').length
  const plain = count(render('FST_HELP_CENTER_BUSY'))
  for (const markup of hostileMarkup) {
    t.equal(count(render('FST_HELP_CENTER_BUSY', { requestId: markup })), plain)
    t.equal(count(render('FST_HELP_CENTER_BUSY', { helpCenterUrl: markup })), plain)
  }
})

t.test('pages differ in code, text and request id alone (1.16)', async t => {
  const skeleton = (page: string) => page.replace(/>[^<]+</g, '><')
  t.equal(new Set(codes.map((code) => skeleton(render(code)))).size, 1)
})
