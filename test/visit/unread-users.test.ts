import t, { type Test } from 'tap'
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, LOGIN, SECRET, wrong, type Options
} from '../fixtures/build-app.ts'
import { CLICK, OWN_FETCH, type Headers } from '../fixtures/exits.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const rejected = () => Promise.reject(new Error('a fault of the host'))
const withName = () => wrong({ ...ada, name: rejected() })
/** A key that is none of a profile, as an object of a database has them. */
const withMore = () => wrong({ ...ada, orders: rejected() })
const cookie = { secret: COOKIE_SECRET }
const slowly = async <Result>(result: Result) => { await turn(); await turn(); return result }
const slowVault = { cookie, provider: buildProvider({ secret: () => slowly(SECRET) }) }
const slowChoice = { cookie, provider: () => slowly(buildProvider()) }

interface Row {
  url: string, options?: Options, headers?: Headers, method?: 'HEAD', user: () => never, expected: number
}
const help = { url: '/help', expected: 403 }
const api = { url: '/api/help', headers: OWN_FETCH, expected: 403 }

/** Sign-ins that end, or wait, before anybody has looked at the whole user. */
const rows: Record<string, Row> = {
  'lookupUser finds more than a profile': { url: LOGIN, user: withMore, expected: 303 },
  'the vault is slow': { url: LOGIN, options: slowVault, user: withMore, expected: 303 },
  'the provider function is slow': { ...help, options: slowChoice, user: withName, expected: 500 },
  'the provider function is slow for createSignIn()': { ...api, options: slowChoice, user: withName, expected: 500 },
  'the request is no navigation': { ...help, headers: { 'sec-fetch-dest': 'image' }, user: withName },
  'the request is a prefetch': { ...help, headers: { purpose: 'prefetch' }, user: withName, expected: 503 },
  'the request is HEAD': { ...help, method: 'HEAD', user: withName },
  'the request is HEAD, and the user a promise': { ...help, method: 'HEAD', user: () => wrong(rejected()) },
  'createSignIn() is asked by an image': { ...api, headers: { 'sec-fetch-dest': 'image' }, user: withName },
  'createSignIn() misses its request': {
    ...api, url: '/api/none', options: { authorize: () => true }, user: withName, expected: 500
  },
  'the redirect was called before': { url: '/twice', user: withName, expected: 303 },
  'the redirect was called before, and the user is a promise': {
    url: '/twice', user: () => wrong(rejected()), expected: 303
  },
  'the redirect names no help center': { url: '/unknown', user: withName, expected: 500 },
  'the user is a map': { url: LOGIN, user: () => wrong(new Map([['email', rejected()]])), expected: 403 }
}

async function visit (t: Test, { url, options = {}, headers = {}, method, user }: Row) {
  const twice = (reply: FastifyReply) => { reply.helpCenterRedirect(ada); return reply.helpCenterRedirect(user()) }
  const { app } = await buildApp(t, { lookupUser: user, ...options }, {
    after: (app) => {
      app.get('/help', (_, reply) => reply.helpCenterRedirect(user()))
      app.get('/twice', (_, reply) => twice(reply))
      app.get('/unknown', (_, reply) => reply.helpCenterRedirect(user(), { helpCenter: 'unknown' }))
      app.get('/api/help', (request) => app.helpCenter().createSignIn(user(), { request }))
      app.get('/api/none', () => app.helpCenter().createSignIn(user()))
    }
  })
  return app.inject({ url, method: method ?? 'GET', headers: { ...CLICK, ...headers } })
}

for (const [title, row] of Object.entries(rows)) {
  t.test(`a rejected promise in a user that nobody looked at ends no process: ${title} (X11, H5)`, async (t) => {
    const { statusCode } = await visit(t, row)
    t.equal(statusCode, row.expected)
    await slowly(null)
    t.strictSame(incidents.splice(0), [])
  })
}
