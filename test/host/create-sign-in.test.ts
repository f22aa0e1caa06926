import t, { type Test } from 'tap'
import type { InjectOptions } from 'fastify'
import { ada, buildApp, type Options } from '../fixtures/build-app.ts'
import { tokensIn, type Headers } from '../fixtures/exits.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

type Row = [title: string, headers: Headers, method?: 'HEAD' | 'POST']

const from = (site: string, dest: string, mode: string): Headers => (
  { 'sec-fetch-site': site, 'sec-fetch-dest': dest, 'sec-fetch-mode': mode })
const fetchOf = (site: string): Headers => ({ ...from(site, 'empty', 'cors'), origin: 'https://shop.example.net' })

const refused: Record<string, Row[]> = {
  FST_HELP_CENTER_NOT_A_NAVIGATION: [
    ['HEAD without Sec-Fetch headers', {}, 'HEAD'],
    ['HEAD by a page of the own origin', fetchOf('same-origin'), 'HEAD'],
    ['HEAD that calls itself a navigation', from('none', 'document', 'navigate'), 'HEAD'],
    ...['image', 'iframe', 'frame', 'embed', 'object', 'script', 'style', 'video', 'audio', 'font', 'manifest',
      'worker', 'report', 'fencedframe', 'IFRAME', '', 'document, image'].flatMap((dest): Row[] => [
      [`destination "${dest}" of another site`, from('cross-site', dest, 'no-cors')],
      [`destination "${dest}" of the own origin`, from('same-origin', dest, 'navigate')]
    ])
  ],
  FST_HELP_CENTER_PREFETCH: [
    ...['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].flatMap((name) => [
      'prefetch', 'PREFETCH', 'Prefetch;prerender', 'prefetch;anonymous-client-ip', 'preview', 'prerender'
    ].map((value): Row => [`${name}: ${value}`, { ...from('none', 'document', 'navigate'), [name]: value }])),
    ['a prefetch by fetch', { ...fetchOf('same-origin'), purpose: 'prefetch' }]
  ]
}
const taken: Row[] = [
  ['a fetch of the own origin', fetchOf('same-origin')],
  ['a fetch of a sibling origin', fetchOf('same-site')],
  ['a fetch of another origin, which CORS of the host allowed', fetchOf('cross-site')],
  ['a posted fetch', fetchOf('same-origin'), 'POST'],
  ['a navigation', from('none', 'document', 'navigate')],
  ['a navigation of another site', from('cross-site', 'document', 'navigate')],
  ['a posted form', from('same-origin', 'document', 'navigate'), 'POST'],
  ['an app without Sec-Fetch headers', {}],
  ['an app that posts', {}, 'POST'],
  ['the fetch of Node.js', { 'sec-fetch-mode': 'cors', accept: '*/*' }],
  ['a purpose that is none of ours', { purpose: 'reading', 'x-moz': '' }]
]

/** An app with an API route that asks for a sign-in; `answers` tells what it got. */
async function buildApi (t: Test, options: Options = {}, passesRequest = true) {
  const answers: string[] = []
  let signIns = 0
  const { app } = await buildApp(t, { onSignIn: () => { signIns++ }, ...options }, {
    after: (app) => app.route({
      method: ['GET', 'HEAD', 'POST'],
      url: '/api/help',
      async handler (request) {
        try {
          const { handoff } = await app.helpCenter().createSignIn(ada, passesRequest ? { request } : {})
          answers.push('signed in')
          return handoff
        } catch (error) {
          answers.push((error as { code: string }).code)
          throw error
        }
      }
    })
  })
  return {
    answers,
    signIns: () => signIns,
    visit: (headers: Headers, method: InjectOptions['method'] = 'GET') =>
      app.inject({ method, url: '/api/help', headers })
  }
}

for (const [code, rows] of Object.entries(refused)) {
  t.test(`createSignIn() with a request makes no token for what is ${code} (X9, X21)`, async (t) => {
    for (const hooks of [{}, { authorize: () => true, profile: () => ada }]) {
      const { visit, answers, signIns } = await buildApi(t, hooks)
      for (const [title, headers, method] of rows) {
        const response = await visit(headers, method)
        t.strictSame([answers.pop(), tokensIn(response), response.statusCode >= 400], [code, [], true], title)
      }
      t.equal(signIns(), 0, 'the audit hears of nobody')
    }
  })
}

t.test('no hook of the host is asked for what is refused (X9, X12)', async (t) => {
  let calls = 0
  const { visit } = await buildApi(t, { authorize: () => { calls++; return true } })
  for (const [, headers, method] of Object.values(refused).flat()) await visit(headers, method)
  t.equal(calls, 0)
})

t.test('createSignIn() with a request serves pages and apps, on whichever origin (X9)', async (t) => {
  const { visit, signIns } = await buildApi(t)
  for (const [title, headers, method] of taken) {
    const response = await visit(headers, method)
    t.equal(response.statusCode, 200, title)
    t.equal(readHandoff(response.json().url).claims.email, ada.email, title)
  }
  t.equal(signIns(), taken.length)
})

t.test('createSignIn() without a request cannot tell, so the host decides', async (t) => {
  const { visit } = await buildApi(t, {}, false)
  const response = await visit(from('cross-site', 'image', 'no-cors'))
  t.equal(tokensIn(response).length, 1)
})
