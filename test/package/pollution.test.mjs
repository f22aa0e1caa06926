/**
 * What is absent is absent: no name that a polluted `Object.prototype` has, as after a merge bug elsewhere in the host,
 * fills in an option, a claim, a header or a destination of ours. Run after `npm run build`.
 */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import ts from 'typescript'

const DIST = join(import.meta.dirname, '../../dist')

/**
 * JSON, as it comes over the network. The object is a destination, a source of a claim, claims, headers and a nonce in
 * one; the queries of the apps have `x` and `as`, to which some of it listens.
 */
const VALUES = [
  true, false, 1, 'https://evil.example/', '//evil.example/', ['x', 'https://evil.example'],
  {
    parameter: 'x',
    allowed: ['https://evil.example/'],
    as: 'email',
    email: 'root@evil.example',
    location: 'https://evil.example/',
    script: 'a-nonce'
  }
].map((value) => JSON.stringify(value))

/** Names by which a polluted prototype took over accounts, or could have. */
const WEAPONS = [
  'destination', 'toClaim', 'fixedClaims', 'toPage', 'afterLogout', 'signInPage', 'keyId', 'kid', 'header', 'headers',
  'assumeEmailVerified', 'signedRequest', 'required', 'requiredClaims', 'authorize', 'profile', 'cspNonce', 'state',
  'endpoint',
  'returnParameter', 'logoutError', 'onSignIn', 'errorPage', 'email', 'emailVerified', 'returnTo', 'location', 'accept'
]

/** Names that break Fastify or Node.js today: tried one by one from the start, which saves the search for them. */
const USUAL = new Set(['handler', 'onRequest', 'onSend', 'schema', 'set-cookie', 'content-type', 'type'])

/** Each name in the built package: identifiers, and texts that could be keys. */
function findNames () {
  const names = new Set()
  for (const path of readdirSync(DIST, { recursive: true })) {
    if (!path.endsWith('.js') || /^(?:testing|fakes|emulator|cli)\b/.test(path)) continue
    const scan = (node) => {
      if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.add(node.text)
      if (ts.isStringLiteralLike(node) && /^[\w-]{1,40}$/.test(node.text)) names.add(node.text)
      ts.forEachChild(node, scan)
    }
    scan(ts.createSourceFile(path, readFileSync(join(DIST, path), 'utf8'), ts.ScriptTarget.ES2022))
  }
  names.delete('__proto__')
  return [...names].sort()
}

/** A process for one stage, started again whenever a name has ended it. */
class Stage {
  #name
  #child

  constructor (name) {
    this.#name = name
  }

  /** The answers without pollution. */
  async start () {
    const path = join(import.meta.dirname, 'fixtures/pollution-child.mjs')
    this.#child = fork(path, [this.#name], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const answer = await this.#answer()
    if (answer === null) throw new Error('the child ended before its first answer')
    return answer
  }

  /** What changes; `null` if the process ended, or does not answer any more. */
  async run (job) {
    this.#child.send(job)
    const answer = await this.#answer()
    if (answer === null) await this.start()
    return answer
  }

  async stop () {
    if (this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
  }

  async #answer () {
    const child = this.#child
    const controller = new AbortController()
    const { signal } = controller
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
    const ended = once(child, 'exit', { signal }).then(() => [null])
    const answered = once(child, 'message', { signal })
    for (const each of [ended, answered]) each.catch(() => {})
    const [answer] = await Promise.race([answered, ended])
    clearTimeout(timer)
    controller.abort()
    return answer
  }
}

/**
 * All names with one value, many at a time: where something changes, the group is halved until the one name is found.
 * What changes in the bare app as well is skipped.
 */
class Search {
  /** Name → with which values it changes what. */
  found = new Map()
  /** The same of names that break Fastify or Node.js. */
  skipped = new Map()
  /** Of these the names that end even the bare process, which is asked once. */
  #deadly = new Set()
  #stage

  constructor (stage) {
    this.#stage = stage
  }

  async run (names, json) {
    const isSuspect = (name) => USUAL.has(name) || this.skipped.has(name) || this.found.has(name)
    for (const name of names.filter(isSuspect)) if (!this.#deadly.has(name)) await this.#look([name], json)
    const others = names.filter((name) => !isSuspect(name))
    for (let i = 0; i < others.length; i += GROUP) await this.#look(others.slice(i, i + GROUP), json)
  }

  /** @returns {Promise<boolean>} whether there was anything */
  async #look (names, json) {
    const job = { names, json }
    const result = await this.#stage.run(job)
    if (isNothing(result)) return false
    if (names.length > 1) {
      const middle = names.length >> 1
      const halves = [
        await this.#look(names.slice(0, middle), json), await this.#look(names.slice(middle), json)
      ]
      if (halves.includes(true)) return true
    }
    if (result === null) {
      const isOurs = await this.#stage.run({ ...job, isControlOnly: true }) !== null
      if (!isOurs) names.forEach((name) => this.#deadly.add(name))
      this.#note(isOurs ? this.found : this.skipped, names, json, 'the process ends')
      return true
    }
    // On a busy machine an answer may be late once.
    const { control, ours } = await this.#stage.run(job) ?? result
    // What only several names do together is named together, unless they do it to Fastify: each half was compared.
    if (control.length + ours.length === 0 || (names.length > 1 && control.length > 0)) return false
    this.#note(control.length > 0 ? this.skipped : this.found, names, json, [...control, ...ours][0])
    return true
  }

  #note (table, names, json, change) {
    const name = names.join(' with ')
    table.set(name, [...table.get(name) ?? [], `${json}: ${change}`])
  }
}

const isNothing = (result) => result !== null && result.control.length + result.ours.length === 0

const GROUP = 300
const names = findNames()

test('The names of the built package are many, those of contract and options among them', () => {
  assert.ok(names.length > 500, String(names.length))
  for (const name of [...WEAPONS, 'type']) assert.ok(names.includes(name), name)
})

describe('A name that somebody else put on Object.prototype', { concurrency: 2 }, () => {
  for (const [name, title] of Object.entries({
    before: 'before the plugin is registered', after: 'after it was registered', during: 'in the middle of a request'
  })) {
    test(`${title} changes nothing of what Fastify and Node.js leave as it was (X10)`, async (t) => {
      const stage = new Stage(name)
      after(() => stage.stop())
      const unpolluted = await stage.start()
      const tokens = Object.entries(unpolluted).filter(([key]) => key.endsWith(', token'))
      assert.equal(tokens.length, 10)
      for (const [, answer] of tokens) assert.match(answer, /^HTTP\/1.1 (?:200|303) [^]*(?:eyJ[\w-]+\.eyJ|[?&]sso=)/)
      const search = new Search(stage)
      for (const json of VALUES) await search.run(names, json)
      await stage.stop()
      const { skipped, found } = search
      t.diagnostic(
        `${names.length} names, ${VALUES.length} values; these break Fastify or Node.js: ` +
          [...skipped.keys()].join(' ')
      )
      assert.deepEqual(
        [...found].map(([name, [first, ...rest]]) => `${name} = ${first} (and ${rest.length} values more)`), []
      )
      assert.deepEqual(
        WEAPONS.filter((weapon) => skipped.has(weapon)), [], 'what a contract or an option is named is compared'
      )
    })
  }
})
