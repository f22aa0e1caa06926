/**
 * Writes each vendor's facts as JSON, beside their schema: `node lib/facts/write.mjs <folder of the built package>`. It
 * runs after the compiler and is not part of the package.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const dist = resolve(process.argv[2])
const schema = JSON.parse(readFileSync(new URL('schema.json', import.meta.url), 'utf8'))
const contracts = await import(pathToFileURL(`${dist}/facts/index.js`).href)
const validate = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false }).compile(schema)

const written = Object.entries(contracts).map(([vendor, facts]) => [vendor, { $schema: './schema.json', ...facts }])
const faults = written.flatMap(([vendor, contract]) => findFaults(contract, vendor))
if (faults.length > 0) {
  process.stderr.write(faults.map((fault) => `${fault}\n`).join(''))
  process.exit(1)
}
mkdirSync(`${dist}/contracts`, { recursive: true })
for (const [name, content] of [...written, ['schema', schema]]) {
  writeFileSync(`${dist}/contracts/${name}.json`, JSON.stringify(content, null, 2) + '\n')
}

/** One line per fault: path and reason. */
function findFaults (contract, vendor) {
  const { errors } = validate(contract) ? { errors: [] } : validate
  const faults = [
    // The condition is named beside what it asks for.
    ...errors.filter(({ keyword }) => keyword !== 'if')
      .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`),
    ...contract.vendor === vendor ? [] : [`/vendor is not ${vendor}, its name in lib/facts/index.ts`],
    ...findLostSources(contract, contract)
  ]
  return faults.map((fault) => `lib/facts/${vendor}.ts: ${fault}`)
}

/** What a schema cannot say: the source of every fact is one of the vendor's. */
function findLostSources (data, contract, path = '') {
  if (typeof data !== 'object' || data === null) return []
  const isLost = typeof data.source === 'string' && !Object.hasOwn(contract.sources ?? {}, data.source)
  const deeper = Object.entries(data).flatMap(([key, value]) => findLostSources(value, contract, `${path}/${key}`))
  return isLost ? [`${path}/source "${data.source}" is not in /sources`, ...deeper] : deeper
}
