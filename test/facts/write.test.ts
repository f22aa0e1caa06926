import t, { type Test } from 'tap'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VendorFacts } from '../../lib/facts/fact.ts'
import * as contracts from '../../lib/facts/index.ts'

const SCRIPT = join(import.meta.dirname, '../../lib/facts/write.mjs')

/** Runs the step of the build that writes the contracts, on facts as the compiler would have left them. */
function write (t: Test, facts: Readonly<Record<string, object>>) {
  const dist = t.testdir()
  mkdirSync(`${dist}/facts`)
  writeFileSync(`${dist}/package.json`, '{"type":"module"}')
  const names = Object.keys(facts)
  const lines = names.map((name, i) => `const v${i} = ${JSON.stringify(facts[name])}\nexport { v${i} as '${name}' }\n`)
  writeFileSync(`${dist}/facts/index.js`, lines.join(''))
  // Without the loader that runs this file.
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, dist], { encoding: 'utf8', env: {} })
  return { status, stderr, folder: `${dist}/contracts` }
}

t.test('the build writes each contract as it is in the module, and the schema', async (t) => {
  const { status, stderr, folder } = write(t, contracts)
  t.equal(stderr, '')
  t.equal(status, 0)
  const names = Object.keys(contracts)
  t.strictSame(readdirSync(folder), [...names, 'schema'].map((name) => `${name}.json`).sort())
  for (const [name, facts] of Object.entries(contracts)) {
    const { $schema, ...written } = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))
    t.equal($schema, './schema.json')
    t.strictSame(written, JSON.parse(JSON.stringify(facts)), name)
  }
})

const faults: Array<{ title: string, spoil: (facts: any) => void, path: string, reason: string }> = [
  {
    title: 'a fact without certainty',
    spoil: ({ token }) => { delete token.claims.email.certainty },
    path: '/token/claims/email',
    reason: 'must have required property \'certainty\''
  },
  {
    title: 'a fact without source',
    spoil: ({ handoff }) => { delete handoff.way.source },
    path: '/handoff/way',
    reason: 'must have required property \'source\''
  },
  {
    title: 'a source that the vendor has not',
    spoil: ({ token }) => { token.format.source = 'hearsay' },
    path: '/token/format/source',
    reason: '"hearsay" is not in /sources'
  },
  {
    title: 'a source without the day of its reading',
    spoil: ({ sources }) => { delete sources.article.read },
    path: '/sources/article',
    reason: 'must have required property \'read\''
  },
  {
    title: 'a day that is none',
    spoil: ({ sources }) => { sources.article.read = '2026-21-11' },
    path: '/sources/article/read',
    reason: 'must match pattern'
  },
  {
    title: 'a type that JSON has not',
    spoil: ({ token }) => { token.claims.jti.value.type = 'uuid' },
    path: '/token/claims/jti/value/type',
    reason: 'must be equal to one of the allowed values'
  },
  {
    title: 'a point in time without unit',
    spoil: ({ token }) => { delete token.claims.exp.value.unit },
    path: '/token/claims/exp/value',
    reason: 'must have property unit when property time is present'
  },
  {
    title: 'a misspelled rule',
    spoil: ({ time }) => { time.maxLifetme = time.maxLifetime },
    path: '/time',
    reason: '"maxLifetme"'
  },
  {
    title: 'a page without forms',
    spoil: ({ inbound }) => { delete inbound.parameters.return_to.value.forms },
    path: '/inbound/parameters/return_to/value',
    reason: 'must have required property \'forms\''
  },
  {
    title: 'the name of another vendor',
    spoil: (facts) => { facts.vendor = 'zoho-dask' },
    path: '/vendor',
    reason: 'is not fault-j'
  }
]

t.test('facts that break the schema fail the build with path and reason, and nothing is written', async (t) => {
  // One vendor for each fault, since each run starts a process.
  const spoiled = faults.map(({ spoil }, i) => {
    const facts = { ...structuredClone<VendorFacts>(contracts['zoho-desk']), vendor: nameOf(i) }
    spoil(facts)
    return [nameOf(i), facts] as const
  })
  const { status, stderr, folder } = write(t, { canny: contracts.canny, ...Object.fromEntries(spoiled) })
  t.equal(status, 1)
  t.throws(() => readdirSync(folder), { code: 'ENOENT' })
  t.notMatch(stderr, 'canny')
  for (const [i, { title, path, reason }] of faults.entries()) {
    const [line = '', ...more] = stderr.split('\n').filter((line) => line.startsWith(`lib/facts/${nameOf(i)}.ts: `))
    t.strictSame(more, [], title)
    t.ok(line.startsWith(`lib/facts/${nameOf(i)}.ts: ${path} `), line)
    t.ok(line.includes(reason), line)
  }
})

t.test('a vendor without sources fails the build too', async (t) => {
  const { sources, ...facts } = contracts.canny
  const { status, stderr } = write(t, { canny: facts })
  t.equal(status, 1)
  t.match(stderr, 'lib/facts/canny.ts:  must have required property \'sources\'')
})

function nameOf (i: number): string {
  return `fault-${String.fromCharCode(97 + i)}`
}

t.test('nobody can change a fact at run time', async (t) => {
  for (const [name, { token }] of Object.entries<VendorFacts>(contracts)) {
    const [[claim, fact] = ['', undefined]] = Object.entries(token.claims)
    t.throws(() => Object.assign(fact?.value ?? {}, { type: 'number' }), TypeError, `${name} ${claim}`)
    t.throws(() => Object.assign(token.claims, { role: fact }), TypeError, name)
  }
})
