/**
 * The types of the built package in programs of their own, as users compile them: in every mode in which modules are
 * resolved, with the oldest TypeScript that is supported and with the current one, and with our declarations checked.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import current from 'typescript'
import oldest from 'oldest-typescript'
import { createCompilers, install } from './fixtures/compiler.mjs'
import { esm, imported, merged, required } from './fixtures/consumers.mjs'

const place = install()
after(() => { place.remove() })

const SERVER = { lib: ['lib.es2022.d.ts'] }
const STRICTEST = {
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true
}

for (const ts of [oldest, current]) {
  for (const [mode, compile] of createCompilers(ts, place)) {
    const where = `under ${mode} in TypeScript ${ts.versionMajorMinor}`
    const knowsCommonJs = mode === 'nodenext' || mode === 'node16'
    const knowsRequireOfEsm = mode === 'nodenext' && ts === current
    const files = { ...esm, ...knowsCommonJs ? imported : {}, ...knowsRequireOfEsm ? required : {} }

    test(`the types serve a program and hold no any ${where}`, () => {
      const program = compile(files, SERVER)
      assert.deepEqual(program.messages(), [])
      assert.deepEqual(program.findAny(), [])
    })

    test(`the types serve a program with the DOM and every strict option ${where}`, () => {
      assert.deepEqual(compile(files, STRICTEST).messages(), [])
    })

    test(`a user type that the app merges in reaches every hook and decorator ${where}`, () => {
      assert.deepEqual(compile(merged, SERVER).messages(), [])
    })
  }
}

test('the oldest TypeScript that they are compiled with is 5.6', () => {
  assert.equal(oldest.versionMajorMinor, '5.6')
})

test('every public export is used in test/types', () => {
  const [[, compile]] = createCompilers(current, place)
  const program = compile(esm, SERVER)
  const used = new Set(program.imports())
  // What require() returns. No import can name it; `required` in fixtures/consumers.mjs uses it.
  used.add('fastify-help-center module.exports')
  const names = [...program.exports().keys()]
  assert(names.includes('fastify-help-center zohoDesk') && names.includes('fastify-help-center/testing Way'))
  assert.deepEqual(names.filter((name) => !used.has(name)), [])
})
