import t, { type Test } from 'tap'
import { EventEmitter, once } from 'node:events'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import {
  buildExits, CLICK, exits, faults, MARK, OWN_FETCH, stamps, tokensIn, unprotectedIn, type ExitName, type Headers
} from '../fixtures/exits.ts'
import { listen, open, requestText } from '../fixtures/raw-client.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const columns = {
  login: ['login', 'login as JSON', 'login by form'],
  token: ['token'],
  redirect: ['redirect', 'redirect as JSON', 'redirect by form'],
  'redirect of a POST': ['redirect of a POST'],
  createSignIn: ['createSignIn']
} as const satisfies Record<string, readonly ExitName[]>
type Column = keyof typeof columns
type Cell = (t: Test, column: Column) => Promise<void>

/** What sends no token, no cookie and no address, and asked no hook of the host. */
function refuses (changes: { headers?: Headers, method?: 'HEAD' | 'POST', without?: string }[], code: RegExp): Cell {
  return async (t, column) => {
    const { visit, calls, audits } = await buildExits(t)
    const slips: string[] = []
    for (const change of changes) {
      const response = await visit(exits[column], change)
      const { statusCode, headers: { location, 'set-cookie': cookies }, body } = response
      const isRefusal = [403, 404, 405, 503].includes(statusCode) && (change.method !== undefined || code.test(body))
      const isCounted = String(cookies).includes('.attempts=')
      const isClean = tokensIn(response).length === 0 && location === undefined && !isCounted
      if (!isRefusal || !isClean) slips.push(`${statusCode} ${isClean ? '' : 'signed in '}${JSON.stringify(change)}`)
    }
    t.strictSame(slips, [])
    t.strictSame([calls, audits], [{ lookupUser: 0, authorize: 0 }, []], 'nobody was asked, nothing was counted')
  }
}

const headers = (...rows: Headers[]) => rows.map((row) => ({ headers: row }))
const prefetches = refuses(headers(
  ...['prefetch', 'prefetch;prerender', 'prefetch;anonymous-client-ip', 'Prefetch'].map((purpose) => (
    { 'sec-purpose': purpose })),
  ...['prefetch', 'Prefetch', 'PREFETCH'].flatMap((purpose) => [{ purpose }, { 'x-moz': purpose }]),
  ...['preview', 'Preview', 'prefetch'].map((purpose) => ({ 'x-purpose': purpose }))
), /FST_HELP_CENTER_PREFETCH/)
const destinations = headers(...[
  'image', 'iframe', 'frame', 'object', 'embed', 'script', 'style', 'video', 'worker', 'fencedframe', '',
  'document, image'
].map((destination) => ({ 'sec-fetch-dest': destination })))
const embedded = refuses([...destinations, ...headers(
  ...['no-cors', 'cors', 'same-origin', 'nested-navigate', ''].map((mode) => ({ 'sec-fetch-mode': mode })),
  ...['same-origin', 'same-site', 'cross-site'].map((site) => (
    { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': site, accept: 'image/avif,*/*;q=0.8' }))
)], /FST_HELP_CENTER_NOT_A_NAVIGATION/)
const embeddedData = refuses(destinations, /FST_HELP_CENTER_NOT_A_NAVIGATION/)
const foreignFetches = refuses(headers(...['cross-site', 'same-site', 'none'].map((site) => (
  { ...OWN_FETCH, 'sec-fetch-site': site, origin: 'https://evil.example' }
))), /FST_HELP_CENTER_NOT_(?:A_NAVIGATION|AN_OWN_FETCH)/)

const notOwnFetches = refuses(headers(CLICK, ...['document', 'iframe', 'image', 'script', ''].map((destination) => (
  { 'sec-fetch-dest': destination }
))), /FST_HELP_CENTER_NOT_AN_OWN_FETCH/)

const leaves: Cell = async (t, column) => {
  const { method, url, headers } = exits[column]
  const stages = new EventEmitter()
  const arrival = once(stages, 'authorize')
  let gone: Promise<unknown> = Promise.resolve()
  const authorize = async () => { stages.emit('authorize'); await gone; return true }
  const { app, audits, log } = await buildExits(t, { authorize }, {
    before: (app) => app.addHook('onRequest', async (_, { raw }) => { gone = once(raw, 'close') })
  })
  const body = method === 'POST' ? 'user=ada' : ''
  const all = Object.entries({ ...headers, 'content-length': String(body.length) })
  const lines = all.map(([name, value]) => `${name}: ${value}`)
  const socket = await open(await listen(app), requestText(url, lines, { method, body }))
  await arrival
  socket.destroy()
  await gone
  for (let i = 0; i < 3; i++) await turn()
  t.strictSame(audits, [])
  t.strictSame(log.filter(({ level }) => level >= 50), [])
}

const answered: Cell = async (t, column) => {
  let current: FastifyReply | undefined
  const authorize = async () => {
    setImmediate(() => current?.redirect('/elsewhere', 302))
    await turn()
    await turn()
    return true
  }
  const { visit, audits, log } = await buildExits(t, { authorize }, {
    before: (app) => {
      app.addHook('onRequest', async (_, reply) => { current = reply })
      app.addHook('onSend', () => wait(5))
    }
  })
  for (const name of columns[column]) {
    const response = await visit(exits[name], { headers: { 'x-visit': name } })
    t.match(response, { statusCode: 302, headers: { location: '/elsewhere' } }, name)
    t.strictSame(tokensIn(response), [], name)
  }
  t.strictSame(audits, [])
  t.notMatch(JSON.stringify(log.filter(({ level }) => level >= 30)), MARK)
}

const circles: Cell = async (t, column) => {
  const { visit, audits } = await buildExits(t)
  let cookie = ''
  for (let i = 1; i <= 3; i++) {
    const response = await visit(exits[column], { headers: { cookie } })
    t.equal(tokensIn(response).length, 1, `token ${i}`)
    cookie = [response.headers['set-cookie']].flat().map((header) => header?.split(';')[0]).join('; ')
  }
  const stopped = await visit(exits[column], { headers: { cookie } })
  t.match(stopped, { statusCode: 429, headers: { 'retry-after': /^\d+$/ } })
  t.match(stopped.body, 'FST_HELP_CENTER_TOO_MANY_SIGN_INS')
  t.strictSame(tokensIn(stopped), [])
  t.equal(audits.length, 3)
}

const uncached: Cell = async (t, column) => {
  for (const [stage, before] of Object.entries(stamps)) {
    const { visit } = await buildExits(t, {}, { before })
    for (const name of columns[column]) {
      const response = await visit(exits[name])
      t.equal(tokensIn(response).length, 1)
      t.strictSame(unprotectedIn(response), [], `${name}, hook at ${stage}`)
    }
  }
}

const failsLater: Cell = async (t, column) => {
  const slips: string[] = []
  for (const [title, addFault] of Object.entries(faults)) {
    for (const place of ['before', 'after'] as const) {
      for (const options of [{}, { errorPage: false as const }]) {
        const { visit } = await buildExits(t, options, { [place]: addFault })
        for (const name of columns[column]) {
          // Text is not serialized.
          if (title.startsWith('preSerialization') && !/JSON|token/.test(name)) continue
          const response = await visit(exits[name])
          const isError = response.statusCode >= 500 && response.headers.location === undefined
          if (isError && tokensIn(response).length === 0) continue
          slips.push(`${name}: ${title}, registered ${place} the plugin, ${JSON.stringify(options)}`)
        }
      }
    }
  }
  t.strictSame(slips, [])
}

const OF_THE_HOST = 'createSignIn() gives data to the host\'s own code: '
const noVisit = refuses([{ method: 'HEAD' }, { method: 'POST' }], /./)
const everywhere = (cell: Cell) => ({ login: cell, token: cell, redirect: cell, 'redirect of a POST': cell })
const table: Record<string, Record<Column, Cell | string>> = {
  'a method that is no visit (X9)': {
    login: noVisit,
    token: noVisit,
    redirect: refuses([{ method: 'HEAD' }, { method: 'HEAD', headers: OWN_FETCH }], /./),
    'redirect of a POST': 'Fastify adds HEAD to a GET route alone: a route for more methods is the exit to the left.',
    // Which other methods may ask for data is the host's choice.
    createSignIn: refuses([{ method: 'HEAD' }], /./)
  },
  'a prefetch in any spelling (X9, X21)': { ...everywhere(prefetches), createSignIn: prefetches },
  'what Sec-Fetch calls no navigation (X9)': {
    ...everywhere(embedded),
    token: notOwnFetches,
    // Apps and pages ask for data in every mode, but never from an image or a frame.
    createSignIn: embeddedData
  },
  'a fetch of another site that wants JSON (X9)': {
    ...everywhere(foreignFetches),
    createSignIn: `${OF_THE_HOST}it is there for apps on a sibling origin, and CORS is the host's decision.`
  },
  'a client that leaves (X17)': {
    ...everywhere(leaves),
    createSignIn: `${OF_THE_HOST}it has no reply, so it cannot tell whether anybody still waits.`
  },
  'an answer that the host has begun (X8, X17)': {
    ...everywhere(answered),
    createSignIn: `${OF_THE_HOST}it sends nothing, so it cannot send a second answer.`
  },
  'the loop guard': {
    ...everywhere(circles),
    token: 'A widget asks again from a page that stays: without a redirect nothing goes round.',
    createSignIn: `${OF_THE_HOST}it sends no cookie in which it could count.`
  },
  'response headers (X14)': {
    ...everywhere(uncached),
    createSignIn: `${OF_THE_HOST}the answer and its headers are the host's.`
  },
  'an error after the handover (X16)': {
    ...everywhere(failsLater),
    createSignIn: `${OF_THE_HOST}an error replaces the payload, and no header of ours holds the token.`
  }
}
for (const [guard, row] of Object.entries(table)) {
  for (const [column, cell] of Object.entries(row) as [Column, Cell | string][]) {
    t.test(`exit ${column} against ${guard}`, async (t) => {
      if (typeof cell === 'function') return cell(t, column)
      t.comment(cell)
      t.match(cell, /^.{40,}\.$/, 'says why there is nothing to guard')
    })
  }
}

type Passes = [title: string, changes: { headers?: Headers, without?: string }][]
const anybody: Passes = [
  ['a client without Sec-Fetch headers', { without: 'sec-' }],
  ['a client that says nothing of itself', { headers: { accept: '*/*' }, without: 'sec-' }],
  ['a fetch of the own origin for JSON', { headers: OWN_FETCH }],
  ['a client that wants JSON', { headers: { accept: 'application/json' }, without: 'sec-' }],
  ['the fetch of Node.js', { headers: { accept: 'application/json', 'sec-fetch-mode': 'cors' }, without: 'sec-' }],
  ['a purpose that is none of ours', { headers: { purpose: 'reading', 'sec-purpose': '', 'x-moz': 'none' } }]
]
const links: Passes = [
  ['a link of another site', {}],
  ['a link in a mail', { headers: { 'sec-fetch-site': 'none' } }],
  ['a link of the own site', { headers: { 'sec-fetch-site': 'same-origin' } }],
  ...anybody
]
const crossSite = { 'sec-fetch-site': 'cross-site' }
const lets: Record<Column, Passes> = {
  login: links,
  redirect: links,
  'redirect of a POST': [
    ['a posted sign-in form', {}],
    ['a form_post of an identity provider', { headers: { ...crossSite, origin: 'https://idp.example' } }],
    ['a form_post of a page with an opaque origin', { headers: { ...crossSite, origin: 'null' } }],
    ...anybody
  ],
  token: [['a fetch of the own origin', {}], ['a fetch that names no JSON', { headers: { accept: '*/*' } }]],
  createSignIn: [
    ['a fetch of the own origin', {}],
    ['a mobile app', { headers: { accept: '*/*' }, without: 'sec-' }],
    ['an app on a sibling origin', { headers: { 'sec-fetch-site': 'same-site' } }]
  ]
}
for (const [column, rows] of Object.entries(lets) as [Column, Passes][]) {
  t.test(`exit ${column} lets through what is a person's or the host's own`, async (t) => {
    for (const [title, changes] of rows) {
      const { visit, audits } = await buildExits(t)
      const response = await visit(exits[column], changes)
      t.match(response.statusCode, /^(?:200|303)$/, title)
      t.equal(tokensIn(response).length, 1, title)
      t.equal(audits.length, 1, title)
    }
  })
}

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
