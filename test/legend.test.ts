import t from 'tap'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = import.meta.dirname
const TITLE = /\btest\(.*\(((?:[A-Z]\d+|\d(?:\.\d+)+)(?:, (?:[A-Z]\d+|\d(?:\.\d+)+))*)\)['"`]/g

const ROW = /^\| ([A-Z]\d+|\d(?:\.\d+)+) \| (.+) \|$/gm

const rows = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(ROW)]
const legend = new Map(rows.map(([, id = '', meaning = '']) => [id, meaning]))

t.test('every threat id in the title of a test has one line in the legend', async (t) => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.m?[jt]s$/.test(file))
  const ids = files.flatMap((file) => {
    const titles = [...readFileSync(join(folder, file), 'utf8').matchAll(TITLE)]
    return titles.flatMap(([, list = '']) => list.split(', '))
  })
  t.ok(ids.length > 100)
  t.strictSame([...new Set(ids)].filter((id) => !legend.has(id)), [])
  t.equal(rows.length, legend.size, 'no id twice')
})
