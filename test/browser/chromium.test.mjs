import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumPath } from './fixtures/chromium.mjs'

test('A Chromium is there for the browser tests', (t) => {
  if (chromiumPath !== undefined) return t.diagnostic(`Chromium: ${chromiumPath}`)
  assert.notEqual(process.env.CI, 'true', 'No Chromium is installed, and CI=true. Install one, or set CHROMIUM_PATH')
  t.diagnostic(
    'No Chromium is installed: the browser tests are skipped. Install one, or set CHROMIUM_PATH, to run them'
  )
})
