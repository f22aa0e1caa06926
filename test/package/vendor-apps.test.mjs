/** Each vendor's folder of the examples, started as its setup guide says. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, test } from 'node:test'
import { withVisitors } from './fixtures/contracts.mjs'

const EXAMPLES = join(import.meta.dirname, '../../examples')

/** Home, where only the vendor can begin a sign-in. */
const HOMES = {
  discourse: /^https:\/\/forum\.example\.com\/session\/sso/,
  freshworks: /^https:\/\/acme\.freshdesk\.com\/support\/home/
}
/** By the folder of the guide: where a visitor who has signed in is sent to, by the facts. */
const DESTINATIONS = Object.fromEntries(withVisitors.map((each) => [each.guide, HOMES[each.guide] ?? toPattern(each)]))

/** The address, its settings filled in anyhow, and the parameter of the token where it is in the query. */
function toPattern ({ handoff: { endpoint, way, token } }) {
  const template = endpoint?.value ?? 'https://{host}/'
  const address = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[\\w:./-]+')
  const isInQuery = ['query', 'page'].includes(way.value)
  return new RegExp(`^${address}${isInQuery ? `\\?(?:.*&)?${token.value}=` : '(?:[?#]|$)'}`)
}

test('every vendor with a guide is tried', () => {
  const guides = readdirSync(EXAMPLES).filter((name) => !name.includes('.') && name !== 'trial' && name !== 'widget')
  assert.ok(guides.length > 10)
  assert.deepEqual(guides.sort(), Object.keys(DESTINATIONS).sort())
})

const createKey = (type, options) =>
  generateKeyPairSync(type, { ...options, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }).privateKey

/** What the admin copies from the vendor or makes; `…` in the guide. */
const filledIn = {
  FRESHWORKS_PRIVATE_KEY: () => createKey('rsa', { modulusLength: 2048 }),
  MINTLIFY_PRIVATE_KEY: () => createKey('ed25519')
}

/** The variables that the guide exports. */
function readSettings (folder) {
  const guide = readFileSync(join(EXAMPLES, folder, 'README.md'), 'utf8')
  const lines = guide.split('\n').filter((line) => line.startsWith('export ')).join('\n')
  const settings = [...lines.matchAll(/([A-Z_]+)=(?:'([^']*)'|"([^"\n]*?)"|(\w+))/g)]
    .map(([, name, quoted = '', command, word]) => {
      const value =
        quoted.replace('…', 'a-secret-of-the-guides-7Yd5Kq2Wz9Xv4Lr8').replace('<your app>', 'app.example.com')
      return [name, filledIn[name]?.() ?? word ?? (command === undefined ? value : 'c'.repeat(31) + 'k')]
    })
  assert.ok(settings.length >= 5, `settings of ${folder}: ${settings.map(([name]) => name)}`)
  return Object.fromEntries(settings)
}

/** Starts an example as the guide does; resolves to its address. */
async function start (t, folder, settings) {
  const { PATH } = process.env
  const child = spawn(process.execPath, [join(EXAMPLES, folder, 'app.js')], {
    env: { PATH, ...settings, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit']
  })
  const exited = once(child, 'exit')
  t.after(async () => {
    child.kill()
    await exited
  })
  for await (const line of createInterface(child.stdout)) {
    const { msg } = JSON.parse(line)
    if (msg?.startsWith('Server listening at ')) {
      child.stdout.resume()
      return msg.slice('Server listening at '.length)
    }
  }
  throw new Error(`${folder} ended before it listened`)
}

/** One request, as from a browser of old: `fetch` calls itself what it is, which the login route refuses. */
async function send (url, { body, ...options } = {}) {
  const [response] = await once(request(url, options).end(body), 'response')
  const { statusCode: status, headers } = response
  const cookie = (headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; ')
  return { status, location: headers.location, cookie, text: Buffer.concat(await response.toArray()).toString() }
}

const signIn = (url, { DEMO_EMAIL: email, DEMO_PASSWORD: password }, cookie = '') => send(url, {
  method: 'POST',
  headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ email, password }).toString()
})

// Most of the time is the start of a process.
describe('An app of the examples', { concurrency: 2 }, () => {
  for (const [folder, destination] of Object.entries(DESTINATIONS)) {
    test(`for ${folder} starts as its guide says, and leads a guest by its sign-in page to the vendor`, async (t) => {
      const settings = readSettings(folder)
      const url = await start(t, folder, settings)
      const login = await send(`${url}/help-center/login`)
      assert.equal(login.status, 303)
      assert.match(login.location, /^\/sign-in\?next=/)
      const { location, text } = await signIn(url + login.location, settings, login.cookie)
      const target = location ?? /action="([^"]*)"/.exec(text)?.[1]
      assert.match(target ?? 'nowhere', destination)
    })
  }

  for (const [widget, settings] of Object.entries({
    zohoDeskAsap: {}, intercom: {}, zendeskMessaging: { ZENDESK_KEY_ID: 'app_65285e7edb23fcdd066d96bc' }
  })) {
    test(`for the widget ${widget} starts as its guide says, and gives a signed-in page its token`, async (t) => {
      const all = { ...readSettings('widget'), ...settings, WIDGET: widget }
      const url = await start(t, 'widget', all)
      const ask = (cookie) => send(`${url}/help-center/token`, {
        headers: { cookie, accept: 'application/json', 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' }
      })
      assert.equal((await ask('')).status, 401)
      const { text } = await ask((await signIn(`${url}/sign-in`, all)).cookie)
      assert.match(JSON.parse(text).token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
    })
  }
})
