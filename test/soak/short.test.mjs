import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

test('in a minute of chaos nothing gets through, and every visitor is served again (M1, Q1)', (t) => {
  // A bound that a slow machine with other work keeps, too; a free one does about ten times as much.
  const flags = [join(import.meta.dirname, 'soak.mjs'), '--json', '--seed', '2025', '--logins', '1000']
  const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8', timeout: 300_000 })
  assert.notEqual(stdout, '', stderr)
  const { details, failures, logins, visits, events, distinctTokens, logLines, latency } = JSON.parse(stdout)
  t.diagnostic(`${logins} logins, ${JSON.stringify(latency)}`)

  assert.deepEqual({ failures, details }, { failures: 0, details: [] })
  assert.equal(events.length, 15)
  assert.ok(logins >= 1000 && distinctTokens >= logins && logLines > logins, `${logins} ${distinctTokens} ${logLines}`)
  assert.equal(Object.keys(visits).length, 11, 'each kind of visits')
})
