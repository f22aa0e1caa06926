/** The example of README, "Testing your integration", exactly as printed. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the example of the README signs somebody in', async (t) => {
  const [, section = ''] = readFileSync(join(root, 'README.md'), 'utf8').split('\n## Testing your integration\n')
  const [, code = ''] = /^```js\n(.*?)^```$/ms.exec(section) ?? []

  // A project that has both packages installed.
  const folder = mkdtempSync(join(tmpdir(), 'readme-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'fastify-help-center'), 'junction')
  symlinkSync(join(root, 'node_modules', 'fastify'), join(folder, 'node_modules', 'fastify'), 'junction')
  const file = join(folder, 'example.mjs')
  writeFileSync(file, `${code}\nexport { signedIn, claims, landedOn, refusal, zoho }\n`)

  const { signedIn, claims, landedOn, refusal, zoho } = await import(pathToFileURL(file).href)
  assert.deepEqual({ signedIn, refusal }, { signedIn: true, refusal: undefined })
  assert.equal(claims.email, 'ada@example.com')
  assert.equal(landedOn, zoho.helpCenterUrl)
  assert.equal(zoho.signIns, 1)
})
