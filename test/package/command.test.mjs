/** The packed command in an empty folder, beside its own dependencies and nothing else. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGE = 'fastify-help-center'
const folder = mkdtempSync(join(tmpdir(), 'command-'))
const modules = join(folder, 'node_modules')
const command = join(modules, '.bin', PACKAGE)

/** As `npm install <tarball>` does, without a registry: copies, because a link would lead back to all of ours. */
before(() => {
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, npm_config_pack_destination: folder }
  }))
  mkdirSync(join(modules, '.bin'), { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', modules])
  execFileSync('mv', [join(modules, 'package'), join(modules, PACKAGE)])
  symlinkSync(`../${PACKAGE}/dist/cli/main.js`, command)
  copyDependencies(join(modules, PACKAGE))
})
after(() => rmSync(folder, { recursive: true }))

function copyDependencies (from) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const to = join(modules, name)
    if (existsSync(to)) continue
    cpSync(join(root, 'node_modules', name), to, { recursive: true, dereference: true })
    copyDependencies(to)
  }
}

/** Runs the command to its end. */
async function run (words) {
  const child = spawn(process.execPath, [command, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [status]] = await Promise.all([
    child.stdout.toArray(), child.stderr.toArray(), once(child, 'close')
  ])
  return { status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }
}

/** Starts a command that serves pages; resolves with what it has printed once that has `end` in it. */
async function start (t, words, end, env = {}) {
  const child = spawn(process.execPath, [command, ...words], {
    cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH, ...env }
  })
  const exited = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGKILL')
    await exited
  })
  let printed = ''
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += chunk
    if (printed.includes(end)) return { printed, child, exited }
  }
  throw new Error(`It ended: ${printed}`)
}

test('Fastify is not there, and npx finds the command', () => {
  assert.throws(() => execFileSync(process.execPath, ['-e', "require('fastify')"], { cwd: folder, stdio: 'ignore' }))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const words = ['--offline', '--no', '--', PACKAGE, '--version']
  const printed = execFileSync('npx', words, { cwd: folder, encoding: 'utf8' })
  assert.equal(printed.trim(), version)
})

test('serve stands in for a vendor, and ends by Ctrl-C', async (t) => {
  const words = ['serve', '--provider', 'zoho-desk', '--login-url', 'http://localhost:3000/login', '--port', '0']
  const { printed, child, exited } = await start(t, words, 'Ctrl-C')
  const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed.split('Give your app')[1])
  const guest = await (await fetch(`${origin}/portal/en/home`)).text()
  assert.match(guest, /Sign in/)
  const away = await fetch(`${origin}/portal/en/signin`, { redirect: 'manual' })
  assert.ok(away.headers.get('location').startsWith('http://localhost:3000/login?return_to='))
  const refused = await fetch(`${origin}/accounts/p/8-30039159786/signin/jwt/auth?jwt=x`)
  assert.equal(refused.status, 403)
  assert.match(await refused.text(), /malformed-token/)
  child.kill('SIGINT')
  assert.deepEqual(await exited, [130, null])
})

test('try serves its page, and ends by Ctrl-C', async (t) => {
  const words = [
    'try', '--provider', 'zoho-desk', '--email', 'ada@example.com', '--secret-env', 'KEY',
    '--endpoint', 'https://help.example.com/accounts/p/1/signin/jwt/auth?return_to=&jwt='
  ]
  const { printed, child, exited } = await start(t, words, '\n', { KEY: 'a-secret-for-the-packed-command-5Hq' })
  assert.match(await (await fetch(printed.trim())).text(), /nanoseconds since 1970/)
  child.kill('SIGINT')
  assert.deepEqual(await exited, [130, null])
})

test('explain and the usual mistakes answer in a sentence', async (t) => {
  const explained = await run(['explain', 'wrong-signature'])
  assert.equal(explained.status, 0)
  assert.match(explained.stdout, /Do: /)
  const busy = createServer().listen(0, '127.0.0.1')
  t.after(() => busy.close())
  await once(busy, 'listening')
  const login = ['--login-url', 'http://localhost:3000/login']
  for (const [words, message] of [
    [['serve', '--provider', 'nonsense', ...login], /^There is no such provider\./],
    [['serve', '--provider', 'zendesk', ...login, '--port', String(busy.address().port)], /^Port \d+ is taken, /]
  ]) {
    const { status, stdout, stderr } = await run(words)
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' })
    assert.match(stderr, message)
    assert.doesNotMatch(stderr, /\n +at /)
  }
})

test('the entry for tests needs no Fastify either', () => {
  const script = `import { fakeZohoDesk } from '${PACKAGE}/testing'
const zoho = fakeZohoDesk()
await zoho.listen()
const { status } = await fetch(zoho.helpCenterUrl)
await zoho.close()
console.log(status)`
  const words = ['--input-type=module', '-e', script]
  assert.equal(execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' }), '200\n')
})
