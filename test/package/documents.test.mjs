/** Each fenced block of the README and the guides is compiled, executed or looked up. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'
import { fakeZohoDesk } from 'fastify-help-center/testing'
import { checkCommands, compile, documents, execute, findBlocks, findDeadLinks, read } from './fixtures/blocks.mjs'

const blocks = documents.flatMap((document) => findBlocks(document, read(document)))
const asBlock = (language, text) => ({ document: 'a mistake', line: 1, language, text })
const asJs = (text) => asBlock('js', text)
const asOptions = (text) => asJs(`await app.register(helpCenter, { ...options, ${text} })`)

/** Blocks that have to be refused, so that the checks can fail. */
const mistakes = [
  ['an option that does not exist', asOptions('signinPage: "/"'), /signinPage/],
  ['an argument of another type', asJs('const url = app.helpCenter().loginUrl(7)'), /number/],
  ['an error page that returns no text', asOptions('errorPage: () => 7'), /number/],
  ['a name that nobody declares', asJs('await app.register(helpCentre, options)'), /helpCentre/],
  ['a name that the package does not export', asJs('import { zohoDisk } from "fastify-help-center"'), /zohoDisk/],
  ['a misspelled claim among elided options', asJs('zohoDesk({ …, claims: { fist_name: true } })'), /fist_name/],
  ['a syntax error', asBlock('ts', 'declare module \'fastify-help-center\' {'), /'}' expected/],
  ['a type that does not exist', asBlock('ts', 'const profile: Profil = { email: "ada@example.com" }'), /Profil/]
]
const all = [...blocks, ...mistakes.map(([, block]) => block)]
const compiled = compile(all.filter(({ language }) => ['js', 'ts'].includes(language)))

const CHECKS = {
  js: compiled.of,
  ts: compiled.of,
  sh: checkCommands,
  json ({ text }) {
    JSON.parse(text)
    return []
  }
}

test('the documents have blocks, and what surrounds them compiles', () => {
  assert.ok(documents.length > 10)
  for (const language of ['js', 'ts', 'sh']) assert.ok(blocks.some((block) => block.language === language), language)
  assert.deepEqual(compiled.ofSurroundings, [])
})

describe('A block', () => {
  for (const block of blocks) {
    test(`is right: ${block.document}, line ${block.line}`, () => {
      assert.ok(Object.hasOwn(CHECKS, block.language), `unknown language "${block.language}"`)
      assert.deepEqual(CHECKS[block.language](block), [])
    })
  }

  for (const [title, block, complaint] of mistakes) {
    test(`with ${title} is refused`, () => {
      assert.match(CHECKS[block.language](block).join('\n'), complaint)
    })
  }

  for (const [title, text, complaint] of [
    ['a script', 'npm ci && npm run tryal', 'there is no script tryal'],
    ['a file', 'node examples/zoho/app.js', 'there is no file examples/zoho/app.js'],
    ['a variable', 'export A=\'…\'\nnode examples/zoho-desk/app.js', 'examples/zoho-desk/app.js reads no A'],
    ['a command', 'openssl rand -hex 32 | pbcopy', 'unknown command pbcopy'],
    ['a command in another', 'export A="$(opensll rand -hex 32)"', 'unknown command opensll'],
    ['a package', 'npm install fastify-helpcenter', 'fastify-helpcenter is not this package']
  ]) {
    test(`with ${title} that does not exist is refused`, () => {
      assert.deepEqual(checkCommands(asBlock('sh', text)), [complaint])
    })
  }

  test('without an end is refused', () => assert.throws(() => findBlocks('a mistake', '```js\nfoo()\n'), /has no end/))
})

for (const document of documents) {
  test(`the links of ${document} lead somewhere`, () => assert.deepEqual(findDeadLinks(document, read(document)), []))
}

test('a link to a file or heading that does not exist is found', () => {
  const text = '# A heading: here\n[a](#a-heading-here) [b](#elsewhere) [c](LICENSE) [d](nowhere.md)\n\n[e]: no/where\n'
  assert.deepEqual(findDeadLinks('README.md', text), ['#elsewhere', 'nowhere.md', 'no/where'])
})

const ada = { id: '7', email: 'ada@example.com', emailVerified: true }
const zoho = fakeZohoDesk({ remoteLoginUrl: 'https://app.example.com/help-center/login' })
const ARTICLE = new URL('/portal/en/kb/articles/reset-your-router', zoho.helpCenterUrl).href
const arrival = `/help-center/login?${new URLSearchParams({ return_to: ARTICLE })}`

/** The block of the README that has this text. */
function find (text) {
  const [block, ...others] = blocks.filter((block) => block.document === 'README.md' && block.text.includes(text))
  assert.ok(block !== undefined && others.length === 0, `one block has ${text}`)
  return block
}

function buildApp (t, session = {}) {
  const app = Fastify()
  t.after(() => app.close())
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request, body) =>
    Object.fromEntries(new URLSearchParams(body)))
  app.decorateRequest('session', null)
  app.addHook('onRequest', async (request) => { request.session = session })
  return app
}

/** The integration of "Use", with a session for the one visitor that a test has. */
async function buildUse (t) {
  const app = buildApp(t)
  const users = {
    find: async (id) => id === ada.id ? ada : null,
    verify: async ({ email }) => email === ada.email ? ada : null
  }
  const process = { env: { ZOHO_SIGN_IN_ENDPOINT: zoho.signInEndpoint, ZOHO_JWT_SECRET: zoho.secret } }
  const load = async (name) => name === 'fastify' ? { default: () => app } : import(name)
  await execute(find("app.get('/help'"), { load, process, users })
  return { app, users }
}

async function findNext (app) {
  const { statusCode, headers } = await app.inject(arrival)
  assert.equal(statusCode, 303)
  const { pathname, searchParams } = new URL(headers.location, 'https://app.example.com')
  assert.equal(pathname, '/sign-in')
  return searchParams.get('next')
}

test('the app of the README takes a guest by its sign-in page to the article, and then goes straight on', async (t) => {
  const { app } = await buildUse(t)
  const payload = new URLSearchParams({ email: ada.email, next: await findNext(app) }).toString()
  const form = { method: 'POST', url: '/sign-in', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  const signIn = await app.inject({ ...form, payload })
  const { email, returnTo } = zoho.receive(signIn.headers.location)
  assert.deepEqual({ email, returnTo }, { email: ada.email, returnTo: ARTICLE })
  assert.equal(zoho.receive((await app.inject('/help')).headers.location).returnTo, zoho.helpCenterUrl)
  const ordinary = await app.inject({ ...form, payload: `email=${encodeURIComponent(ada.email)}` })
  assert.equal(ordinary.headers.location, '/')
})

test('a single-page app gets the sign-in of the README as JSON, and from its API for other origins', async (t) => {
  const { app, users } = await buildUse(t)
  await execute(find("app.post('/api/sign-in'"), { app, users })
  const payload = { email: ada.email, next: await findNext(app) }
  const fetched = { accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
  const own = { ...fetched, 'sec-fetch-site': 'same-origin' }
  const { method, url } = (await app.inject({ method: 'POST', url: '/sign-in', headers: own, payload })).json()
  assert.equal(method, 'GET')
  assert.equal(zoho.receive(url).returnTo, ARTICLE)

  const other = { ...fetched, 'sec-fetch-site': 'same-site' }
  const ask = (payload) => app.inject({ method: 'POST', url: '/api/sign-in', headers: other, payload })
  const response = await ask(payload)
  assert.equal(response.headers['cache-control'], 'no-store')
  assert.equal(zoho.receive(response.json().url).returnTo, ARTICLE)
  assert.deepEqual((await ask({ email: ada.email })).json(), { url: '/' })
})

/** The answer of the login route where a block of the README adds an option. */
async function arrive (t, text, lookupUser) {
  const app = buildApp(t)
  const options = { provider: zohoDesk(zoho.providerOptions), lookupUser }
  await execute(find(text), { app, helpCenter, options })
  return app.inject(arrival)
}

test('the profile of the README maps the names of an app', async (t) => {
  const account = { mail: 'ada@example.com', mailConfirmedAt: new Date(0), displayName: 'Ada' }
  const { headers } = await arrive(t, 'profile: (', () => account)
  assert.equal(zoho.receive(headers.location).email, ada.email)
  const unconfirmed = await arrive(t, 'profile: (', () => ({ ...account, mailConfirmedAt: null }))
  assert.equal(unconfirmed.statusCode, 403)
})

test('the error page of the README redirects with 303, and else names the code', async (t) => {
  const unverified = await arrive(t, 'errorPage (', () => ({ ...ada, emailVerified: false }))
  assert.equal(unverified.statusCode, 303)
  assert.equal(unverified.headers.location, '/confirm-email')
  const failed = await arrive(t, 'errorPage (', () => { throw new Error('not for visitors') })
  assert.equal(failed.statusCode, 500)
  assert.match(failed.body, /We could not sign you in: FST_HELP_CENTER_HOOK_FAILED$/)
})

test('the sign-in page of the README has the prefix that the proxy strips, and so has its next', async (t) => {
  const { headers } = await arrive(t, 'signInPage: (', () => null)
  assert.equal(headers.location, `/shop/sign-in?${new URLSearchParams({ next: `/shop${arrival}` })}`)
})
