/**
 * The types of the built package in programs of their own, as users compile them: from ESM, from CommonJS, and with a
 * user type merged in, which changes the whole program and so cannot stand beside other checks.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'fastify-help-center-types-'))
after(() => { rmSync(folder, { recursive: true }) })
mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
symlinkSync(root, join(folder, 'node_modules/fastify-help-center'), 'junction')
for (const name of ['fastify', '@types/node']) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction')

const EQUAL = `
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
declare function assertType<Assertion extends true> (): Assertion
`
const USE = `
const desk = zohoDesk({ signInEndpoint: process.env['A'], secret: process.env['B'], helpCenterUrl: 'https://help.example.com/' })
const profile: Profile = { email: 'ada@example.com', emailVerified: true }
const app = Fastify()
app.register(helpCenter, { provider: desk, lookupUser: async () => profile, signInPage: '/sign-in' })
app.get('/help', (_, reply) => {
  assertType<Equal<ReturnType<typeof reply.helpCenterRedirect>, FastifyReply>>()
  return reply.helpCenterRedirect(profile)
})
assertType<Equal<ReturnType<typeof app.helpCenter>, HelpCenter>>()
// @ts-expect-error -- the provider is required
app.register(helpCenter, { lookupUser: () => null })
// @ts-expect-error -- a user has an address
app.helpCenter().createSignIn({ name: 'Ada' })
const options: FastifyHelpCenterOptions = { provider: desk, lookupUser: () => null }
app.register(helpCenter, options)
`
const TYPES = 'FastifyHelpCenterOptions, HelpCenter, Profile'

const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  strict: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [join(folder, 'node_modules/@types')],
  skipLibCheck: true
}
// Libraries are parsed once for all programs.
const host = ts.createCompilerHost(OPTIONS)
const { getSourceFile } = host
const parsed = new Map()
host.getSourceFile = (path, ...rest) => {
  if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest))
  return parsed.get(path)
}

/** What the compiler has to say of one file. */
function compile (name, text, options = {}) {
  const path = join(folder, name)
  writeFileSync(path, text)
  const program = ts.createProgram([path], { ...OPTIONS, ...options }, host)
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) =>
    `${file?.fileName}:${file?.getLineAndCharacterOfPosition(start).line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}

const esm = `
import Fastify, { type FastifyReply } from 'fastify'
import helpCenter, { zohoDesk, type ${TYPES.replaceAll(', ', ', type ')} } from 'fastify-help-center'
import { verifyJws, type VerifiedJws } from 'fastify-help-center/testing'
${EQUAL}${USE}
assertType<Equal<ReturnType<typeof verifyJws>, VerifiedJws>>()
`
const commonjs = `
import Fastify = require('fastify')
import helpCenter = require('fastify-help-center')
import testing = require('fastify-help-center/testing')
import type { FastifyReply } from 'fastify'
import type { ${TYPES} } from 'fastify-help-center'
const { zohoDesk } = helpCenter
${EQUAL}${USE}
testing.verifyJws('a.b.c', { key: 'x', algorithm: 'HS256' })
`
const merged = `
import Fastify from 'fastify'
import helpCenter, { zohoDesk, type SignInEvent, type UserType } from 'fastify-help-center'
interface Member { login: string, confirmed: boolean }
declare module 'fastify-help-center' {
  interface FastifyHelpCenter { user: Member }
}
${EQUAL}
assertType<Equal<UserType, Member>>()
assertType<Equal<SignInEvent['user'], Member>>()
const app = Fastify()
app.register(helpCenter, {
  provider: zohoDesk({ signInEndpoint: '', secret: '', helpCenterUrl: '' }),
  lookupUser: (): Member => ({ login: 'ada@example.com', confirmed: true }),
  profile: ({ login, confirmed }) => ({ email: login, emailVerified: confirmed })
})
app.get('/help', (_, reply) => reply.helpCenterRedirect({ login: 'ada@example.com', confirmed: true }))
// @ts-expect-error -- a profile is no member
app.get('/wrong', (_, reply) => reply.helpCenterRedirect({ email: 'ada@example.com' }))
`

test('the types serve an ESM program', () => {
  assert.deepEqual(compile('esm.mts', esm), [])
})

test('the types serve a CommonJS program, where require() is the plugin itself', () => {
  assert.deepEqual(compile('commonjs.cts', commonjs), [])
})

test('the types serve a program with exact optional properties and every other strict option', () => {
  const strict = {
    exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noPropertyAccessFromIndexSignature: true
  }
  assert.deepEqual(compile('strict.mts', esm, strict), [])
})

test('a user type that the app merges in reaches every hook and decorator', () => {
  assert.deepEqual(compile('merged.mts', merged), [])
})

test('our declarations are without fault where the consumer checks libraries too', () => {
  const own = compile('checked.mts', esm, { skipLibCheck: false }).filter((message) => message.startsWith(join(root, 'dist')))
  assert.deepEqual(own, [])
})

test('a program in CommonJS is told of a mistake as well', () => {
  const [message, ...others] = compile('mistake.cts', commonjs.replace('() => profile', '() => 7'))
  assert.match(message, /number/)
  assert.deepEqual(others, [])
})
