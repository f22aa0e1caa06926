import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const driver = fileURLToPath(new URL('soak.mjs', import.meta.url))

test('in a minute of chaos nothing gets through, and every visitor is served again (M1, Q1)', { timeout: 150_000 }, (t) => {
  const flags = ['--json', '--seed', '20251121', '--logins', '4000', '--seconds', '58']
  const { stdout, stderr } = spawnSync(process.execPath, [driver, ...flags], { encoding: 'utf8' })
  assert.notEqual(stdout, '', stderr)
  const { details, failures, logins, events, worstRecoveryMs, distinctTokens, latency } = JSON.parse(stdout)
  t.diagnostic(`${logins} logins, ${events.length} events, worst recovery ${worstRecoveryMs} ms, ${JSON.stringify(latency)}`)

  assert.deepEqual(details, [])
  assert.equal(failures, 0)
  // Bounds that a slow machine with other work keeps, too; a free one does about five times as much.
  assert.ok(logins >= 1000, `${logins} logins`)
  assert.ok(events.length >= 10, `${events.length} events`)
  assert.ok(worstRecoveryMs <= 5000, `${worstRecoveryMs} ms`)
  assert.ok(distinctTokens >= logins)
})
