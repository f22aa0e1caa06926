import t from 'tap'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { ada, buildApp, findUser, LOGIN, LOGOUT } from '../fixtures/build-app.ts'
import { OWN_FETCH } from '../fixtures/vendor-app.ts'

const JSON_ONLY = { accept: 'application/json' }

t.test('every JSON answer is to be taken for JSON and nothing else (X21)', async (t) => {
  const { app } = await buildApp(t, { lookupUser: findUser, onLogout: () => { throw new Error('down') } }, {
    after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
  })
  const answers = {
    handoff: await app.inject({ url: LOGIN, headers: { ...JSON_ONLY, cookie: 'session=ada' } }),
    'handoff by helpCenterRedirect': await app.inject({ url: '/help', headers: JSON_ONLY }),
    'refusal at login': await app.inject({ url: LOGIN, headers: JSON_ONLY }),
    'refusal at logout': await app.inject({ url: LOGOUT, headers: JSON_ONLY }),
    prefetch: await app.inject({ url: LOGIN, headers: { ...JSON_ONLY, 'sec-purpose': 'prefetch' } })
  }
  for (const [title, { headers, statusCode }] of Object.entries(answers)) {
    t.equal(headers['content-type'], 'application/json; charset=utf-8', `${title}: ${statusCode}`)
    t.equal(headers['x-content-type-options'], 'nosniff', title)
  }
})

t.test('the answers of the token route are to be taken for JSON and nothing else (X21)', async (t) => {
  const provider = acmeDesk({ inbound: {}, handoff: { kind: 'token' } })
  const { app } = await buildApp(t, { provider, tokenPath: '/token', signInPage: undefined })
  const signedIn = { ...OWN_FETCH, cookie: 'session=ada' }
  for (const [headers, status] of [[signedIn, 200], [OWN_FETCH, 401], [JSON_ONLY, 403]] as const) {
    const answer = await app.inject({ url: '/token', headers })
    t.equal(answer.statusCode, status)
    t.match(answer.headers, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' })
  }
})

const notJson = [
  'application/jsonp', 'x/application/json', 'application/json-seq', 'application/jsonlines', 'application/json5',
  'text/application/json', 'application/jsonp, */*', 'application/x+json', '*/*', 'application/*', 'json', '',
  'text/x-application/json;q=1', 'text/plain;x=application/json', 'text/plain; x="application/json"'
]
const json = [
  'application/json', 'application/json;q=0.9', 'application/json; charset=utf-8', 'application/json, text/plain, */*',
  '*/*;q=0.1,application/json', 'text/plain , application/json ;q=1', 'text/plain;x=y,application/json'
]

t.test('only application/json asks for data; what looks like it gets pages (X21)', async (t) => {
  const { app } = await buildApp(t, { authorize: () => false })
  for (const accept of notJson) {
    const guest = await app.inject({ url: LOGIN, headers: { accept } })
    t.match(guest, { statusCode: 303, headers: { location: /^\/sign-in/ } }, accept)
    const refusal = await app.inject({ url: LOGIN, headers: { accept, cookie: 'session=ada' } })
    t.match(refusal, { statusCode: 403, headers: { 'content-type': 'text/html; charset=utf-8' } }, accept)
  }
  for (const accept of json) {
    t.equal((await app.inject({ url: LOGIN, headers: { accept } })).statusCode, 401, accept)
    const refusal = await app.inject({ url: LOGIN, headers: { accept, cookie: 'session=ada' } })
    t.match(refusal.headers, { 'content-type': 'application/json; charset=utf-8' }, accept)
  }
})

t.test('a fetch of the own origin that does not ask for JSON gets no token (X21, C3)', async (t) => {
  const { app } = await buildApp(t, { lookupUser: () => ada })
  const fetched = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
  for (const accept of notJson) {
    const { statusCode, headers, body } = await app.inject({ url: LOGIN, headers: { ...fetched, accept } })
    t.equal(statusCode, 403, accept)
    t.notOk(headers.location)
    t.notMatch(body, 'eyJ')
  }
  for (const accept of json) {
    const handoff = await app.inject({ url: LOGIN, headers: { ...fetched, accept } })
    t.match(handoff.json(), { method: 'GET', url: /jwt=eyJ/ }, accept)
  }
})
