import t from 'tap'
import { ada, wrong, type Options } from '../fixtures/build-app.ts'
import { buildExits, exits, MARK, OWN_FETCH, type Headers } from '../fixtures/exits.ts'

const hang = () => new Promise<never>(() => {})
const refusals: [code: string, statusCode: number, options: Options, changes?: Headers][] = [
  ['NOT_AUTHORIZED', 403, { authorize: () => false }],
  ['EMAIL_NOT_VERIFIED', 403, { profile: () => ({ email: ada.email }) }],
  ['HOOK_FAILED', 500, { authorize: () => { throw new Error(MARK) } }],
  ['HOOK_TIMEOUT', 503, { authorize: hang, hookTimeout: 11 }],
  ['HOOK_RESULT', 500, { authorize: () => wrong('yes') }],
  ['INVALID_PROFILE', 500, { profile: () => wrong({ ...ada, nickname: MARK }) }],
  ['PREFETCH', 503, {}, { purpose: 'Prefetch' }],
  ['NOT_A_NAVIGATION', 403, {}, { 'sec-fetch-dest': 'image' }]
]
const DETAIL = /authorize|profile|nickname|string|object|\b11\b|canary/
for (const [name, statusCode, options, changes = {}] of refusals) {
  const code = `FST_HELP_CENTER_${name}`
  t.test(`${code} in a route of the host is a page for a browser and JSON for a client (X24)`, async (t) => {
    const { visit } = await buildExits(t, options)
    for (const exit of [exits.redirect, exits['redirect of a POST']]) {
      const page = await visit(exit, { headers: changes })
      t.match(page, { statusCode, headers: { 'content-type': /^text\/html/, 'cache-control': 'no-store' } })
      t.match(page.headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/)
      t.match(page.body, code)
      const json = await visit(exit, { headers: { ...OWN_FETCH, ...changes } })
      t.match(json, { statusCode, headers: { 'content-type': /^application\/json/, 'cache-control': 'no-store' } })
      const { error, message, ...others } = json.json()
      t.match([error, message], [/./, /^[A-Z].{10,}$/])
      t.strictSame(others, { statusCode, code })
      t.notMatch(json.body.replace(code, '') + page.body.replaceAll(code, ''), DETAIL)
    }
  })

  t.test(`with errorPage: false ${code} in a route of the host goes to the host's error handler (X24)`, async (t) => {
    const { visit } = await buildExits(t, { ...options, errorPage: false }, {
      before: (app) => app.setErrorHandler<Error & { code: string }>(({ code }, _, reply) =>
        reply.code(418).send(`host: ${code}`))
    })
    for (const exit of [exits.redirect, exits['redirect of a POST']]) {
      t.match(await visit(exit, { headers: changes }), { statusCode: 418, body: `host: ${code}` })
    }
  })
}

t.test('a page of the host\'s own answers a refusal in its route too (X24)', async (t) => {
  const { visit } = await buildExits(t, { authorize: () => false, errorPage: ({ code }) => `<p>own page, ${code}` })
  t.match(await visit(exits.redirect), { statusCode: 403, body: '<p>own page, FST_HELP_CENTER_NOT_AUTHORIZED' })
})
