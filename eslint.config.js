import regexp from 'eslint-plugin-regexp'
import neostandard from 'neostandard'

/** What each folder of lib may import of the others. Data flows one way: nobody imports what is further up. */
const MAY_IMPORT = {
  contract: [],
  'sign-in': ['contract'],
  pages: ['contract'],
  options: ['contract', 'sign-in'],
  visit: ['contract', 'sign-in', 'pages', 'options'],
  routes: ['contract', 'sign-in', 'options', 'visit'],
  host: ['contract', 'sign-in', 'options', 'visit'],
  // Data: no folder below it, and nothing but presets and tools above.
  facts: [],
  providers: ['contract', 'facts'],
  // Written from the vendors' documents alone, so that fakes and presets cannot share a mistake.
  fakes: [],
  emulator: ['fakes', 'pages'],
  testing: ['fakes', 'emulator'],
  cli: ['facts', 'contract', 'fakes', 'emulator', 'pages']
}
const FOLDERS = Object.keys(MAY_IMPORT)

/** Modules of others, and the only files that may use them. */
const SIGNING = { 'fast-jwt': ['lib/sign-in/token.ts'], '@fastify/cookie': ['lib/sign-in/signed-cookie.ts'] }
const HMAC = {
  name: 'node:crypto', importNames: ['createHmac', 'timingSafeEqual'], message: 'fast-jwt and @fastify/cookie sign'
}

function restrict (folder) {
  const foreign = FOLDERS.filter((other) => other !== folder && !MAY_IMPORT[folder].includes(other))
  return {
    files: [`lib/${folder}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', {
        paths: [HMAC, ...Object.keys(SIGNING).map((name) => ({ name }))],
        patterns: [
          { group: foreign.map((other) => `../${other}/*`), message: `${folder} is below it` },
          { group: ['../index.ts', '../plugin.ts', './index.ts'], message: 'nobody imports the entry' },
          // Values in, values out: of Fastify a sign-in knows nothing.
          ...['contract', 'sign-in', 'pages', 'facts', 'providers', 'fakes'].includes(folder)
            ? [{ group: ['fastify', 'fastify-plugin'], message: `${folder} is free of Fastify` }]
            : []
        ]
      }]
    }
  }
}

/** The address of a source, on a line of its own in a comment: it cannot be broken. */
const SOURCE = '^ \\* +https://\\S+$'

export default [
  ...neostandard({ ts: true, ignores: ['dist', '.tap'] }),
  {
    rules: {
      '@stylistic/comma-dangle': ['error', 'never'],
      '@stylistic/max-len': [
        'error', { code: 120, ignorePattern: SOURCE }
      ]
    }
  },
  {
    // Visitors choose the text that these patterns run over. `potential` would also report shared patterns that are
    // quick wherever they are used.
    files: ['lib/**'],
    plugins: { regexp },
    rules: {
      'max-lines': ['error', 170],
      'regexp/no-super-linear-backtracking': ['error', { report: 'certain' }],
      'regexp/no-super-linear-move': ['error', { report: 'certain', ignorePartial: false }],
      'no-restricted-syntax': ['error', {
        selector: ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind!="const"]',
        message: 'Two registrations would share it'
      }, {
        selector: 'MemberExpression[object.name="request"][property.name=/^(host|hostname|protocol|originalUrl)$/]',
        message: 'Nothing that goes out is derived from the request\'s own address'
      }]
    }
  },
  ...FOLDERS.map(restrict),
  {
    files: [
      ...Object.values(SIGNING).flat(), 'lib/providers/discourse-connect.ts', 'lib/fakes/discourse.ts',
      'lib/fakes/verify-jws.ts', 'lib/cli/token/signature.ts', 'lib/cli/try/sign.ts',
      'lib/cli/check/target.ts'
    ],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' }
  }
]
