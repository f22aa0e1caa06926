import t from 'tap'
import type { LightMyRequestResponse } from 'fastify'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { ada, buildApp, LOGIN, LOGOUT } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { OWN_FETCH } from '../fixtures/vendor-app.ts'

/** How browsers, and what came before them, say that nobody has asked for this yet. */
const spellings: Array<Record<string, string>> = [
  ...[
    'prefetch', 'Prefetch', 'PREFETCH', 'prefetch;prerender', 'prefetch; prerender', 'prefetch;anonymous-client-ip',
    '"prefetch"', 'prerender', 'x, prefetch'
  ].map((value) => ({ 'sec-purpose': value })),
  ...['prefetch', 'Prefetch', 'PREFETCH', 'prefetch;prerender', 'preview'].map((value) => ({ purpose: value })),
  ...['preview', 'Preview', 'PREVIEW', 'prefetch'].map((value) => ({ 'x-purpose': value })),
  ...['prefetch', 'Prefetch', 'PREFETCH'].map((value) => ({ 'x-moz': value })),
  { purpose: 'other', 'x-moz': 'prefetch' }, { 'Sec-Purpose': 'prefetch' }
]
const others: Array<Record<string, string>> = [
  {}, { 'sec-purpose': '' }, { purpose: 'navigate' }, { 'x-purpose': 'x' }, { 'x-moz': '' },
  { referer: 'https://app.example.com/prefetch' }
]

function hasNothing ({ headers, body }: LightMyRequestResponse): boolean {
  return headers.location === undefined && headers['set-cookie'] === undefined && !/eyJ|<form/.test(body)
}

t.test('a prefetch makes no token, asks no hook and ends no session, however it is spelled (X21, C4)', async (t) => {
  let asked = 0
  const count = () => { asked++ }
  const { app } = await buildApp(t, { lookupUser: () => { count(); return ada }, onLogout: count, onSignIn: count })
  for (const spelling of spellings) {
    for (const url of [LOGIN, LOGOUT]) {
      for (const headers of [{}, OWN_FETCH]) {
        const answer = await new Browser(app).get(url, { ...headers, ...spelling })
        t.equal(answer.statusCode, 503, `${url} ${JSON.stringify(spelling)}`)
        t.match(answer.body, 'FST_HELP_CENTER_PREFETCH')
        t.ok(hasNothing(answer))
      }
    }
  }
  t.equal(asked, 0)
})

t.test('a widget\'s token is not fetched in advance, however that is spelled (X21, C4)', async (t) => {
  let asked = 0
  const provider = acmeDesk({ inbound: {}, handoff: { kind: 'token' } })
  const lookupUser = () => { asked++; return ada }
  const { app } = await buildApp(t, { provider, tokenPath: '/token', signInPage: undefined, lookupUser })
  for (const spelling of spellings) {
    const answer = await app.inject({ url: '/token', headers: { ...OWN_FETCH, ...spelling } })
    t.ok(answer.statusCode >= 400, JSON.stringify(spelling))
    t.match(answer.json(), { code: 'FST_HELP_CENTER_PREFETCH' })
    t.ok(hasNothing(answer))
  }
  t.equal(asked, 0)
  for (const headers of others) {
    t.match((await app.inject({ url: '/token', headers: { ...OWN_FETCH, ...headers } })).json(), { token: /^eyJ/ })
  }
})

t.test('another purpose is no prefetch (X21)', async (t) => {
  const { app } = await buildApp(t, { lookupUser: () => ada })
  for (const headers of others) {
    t.match((await new Browser(app).get(LOGIN, headers)).headers.location, /jwt=eyJ/, JSON.stringify(headers))
  }
})
