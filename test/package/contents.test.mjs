/** What would be published, and what comes with it. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readJson = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
const { dependencies, peerDependencies, scripts, engines, license } = readJson('package.json')

/** The oldest versions without a known fault that would reach us. */
const FLOORS = {
  fastify: '5.8.5',
  'fast-jwt': '6.3.6',
  '@fastify/cookie': '11.1.5',
  cookie: '2.0.2',
  'fastify-plugin': '6.0.1',
  'find-my-way': '9.0.1',
  'fast-uri': '3.1.2'
}

/** The benchmark compares with Express, which brings its own versions. */
const BENCHMARKED = /^node_modules\/(?:express|cookie-parser)\//

function pack () {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']
  })
  return JSON.parse(output)[0].files.map(({ path }) => path).sort()
}

test('the package holds each module with its types, README, licence and manifest, and nothing else (1.21)', () => {
  const modules = readdirSync(`${root}lib`, { recursive: true }).map((path) => path.split(sep).join('/'))
    // The command is one file, with the packages that only it needs.
    .filter((path) => path.endsWith('.ts') && !path.startsWith('cli/')).map((path) => path.slice(0, -3))
  const vendors = modules.filter((path) => path.startsWith('providers/') && path !== 'providers/index')
  const built = modules.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`])
  const packed = pack()
  const contracts = packed.filter((path) => path.startsWith('dist/contracts/'))
  assert.ok(contracts.includes('dist/contracts/schema.json') && contracts.length > vendors.length / 2)
  const command = ['dist/cli/main.js', 'dist/cli/LICENSES.txt']
  const rest = [...command, ...contracts, 'LICENSE', 'README.md', 'package.json']
  assert.deepEqual(packed, [...built, ...rest].sort())
})

test('nothing is run when the package is installed, and few packages come with it (1.21)', () => {
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) assert.equal(scripts[script], undefined)
  assert.deepEqual(Object.keys(dependencies).sort(), [
    '@fastify/cookie', '@fastify/error', 'cookie', 'fast-jwt', 'fastify-plugin'
  ])
  assert.deepEqual(Object.keys(peerDependencies), ['fastify'])
  assert.equal(license, 'MIT')
  assert.equal(engines.node, '^20.19.0 || >=22.12.0')
})

test('no dependency is older than the version in which its last known fault was mended (1.21)', () => {
  const { packages } = readJson('package-lock.json')
  for (const [name, floor] of Object.entries(FLOORS)) {
    const installed = Object.entries(packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`) && !BENCHMARKED.test(path))
      .map(([, { version }]) => version)
    assert.ok(installed.length > 0, name)
    for (const version of installed) assert.ok(isAtLeast(version, floor), `${name} ${version} is below ${floor}`)
  }
  for (const [name, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
    if (name in FLOORS) {
      assert.ok(isAtLeast(range.replace('^', ''), FLOORS[name]), `${name} ${range} allows less than ${FLOORS[name]}`)
    }
  }
})

test('no built file reads the environment or the disk, or speaks to a network (M3)', () => {
  // The stand-in for tests is a server, and the command reads files.
  const isOfThePlugin = (path) => path.endsWith('.js') && !/^dist\/(?:fakes|emulator|testing|cli)\//.test(path)
  for (const path of pack().filter(isOfThePlugin)) {
    const text = readFileSync(`${root}${path}`, 'utf8').replace("import { STATUS_CODES } from 'node:http'", '')
    assert.doesNotMatch(text, /process\.env|from 'node:(?:fs|https?|net|tls|dns|child_process)|\bfetch\(/, path)
  }
})

function isAtLeast (version, floor) {
  const [a, b] = [version, floor].map((text) => text.split('.').map(Number))
  const i = a.findIndex((part, i) => part !== b[i])
  return i === -1 || a[i] > b[i]
}
