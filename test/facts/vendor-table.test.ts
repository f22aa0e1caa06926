import t from 'tap'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VendorFacts } from '../../lib/facts/fact.ts'
import * as contracts from '../../lib/facts/index.ts'
import { describeVendors } from '../../lib/facts/vendor-table.ts'

const all = Object.values<VendorFacts>(contracts)

t.test('README has the table of vendors that the facts make', async (t) => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
  const [, table] = /<!-- vendors: npm run contracts -- table -->\n\n([^]*?)\n\n<!-- \/vendors -->/.exec(readme) ?? []
  t.equal(table, describeVendors(all))
})

t.test('the table has a row for each vendor, and names what it needs', async (t) => {
  const rows = describeVendors(all).split('\n').slice(2)
  t.equal(rows.length, all.length)
  const rowOf = (preset: string) => rows.find((row) => row.includes(`\`${preset}\``))
  t.match(rowOf('zendesk'), '| posted form | HS256 |')
  t.match(rowOf('zendesk'), '| `email`, `name` |')
  t.match(rowOf('featurebase'), '| `email` or `userId` |')
  t.match(rowOf('gitBook'), '| no identity |')
  t.match(rowOf('freshworks'), 'only the vendor can begin | RS256 | key pair, from you |')
  t.notMatch(rowOf('zendesk'), 'only the vendor')
})
