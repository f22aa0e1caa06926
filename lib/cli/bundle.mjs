import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

// The command becomes one file with all that it alone needs, so that users of the plugin install nothing more, and
// so that it runs where Fastify is not installed.
const root = fileURLToPath(new URL('../../', import.meta.url))
const out = join(root, 'dist/cli')
rmSync(out, { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['lib/cli/main.ts'],
  outfile: join(out, 'main.js'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  metafile: true,
  legalComments: 'none',
  banner: { js: 'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);' },
  logLevel: 'warning'
})

const folders = new Set(Object.keys(metafile.inputs).map((path) => packageOf(path)).filter(Boolean))
const notes = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name} has no licence file`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
})
writeFileSync(join(out, 'LICENSES.txt'), `main.js contains:\n\n${notes.join(`\n${'-'.repeat(80)}\n\n`)}`)

/** The package's folder, if a bundled file is not our own. */
function packageOf (path) {
  const parts = join(root, path).split('/')
  const at = parts.lastIndexOf('node_modules')
  if (at === -1) return undefined
  const depth = parts[at + 1].startsWith('@') ? 3 : 2
  return dirname(join(parts.slice(0, at + depth).join('/'), 'package.json'))
}
