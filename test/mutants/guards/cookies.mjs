/* eslint-disable no-template-curly-in-string -- this is code that holds templates */
import { breaking } from '../breaking.mjs'

const cookie = breaking('lib/sign-in/signed-cookie.ts', ['test/sign-in/signed-cookie.test.ts'], [
  ['cookie: SameSite none', "sameSite: 'lax'", "sameSite: 'none'"],
  ['cookie: SameSite strict, which is missing on arrival', "sameSite: 'lax'", "sameSite: 'strict'"],
  ['cookie: no SameSite', ", sameSite: 'lax'", ''],
  ['cookie: readable by scripts', 'httpOnly: true, ', ''],
  ['cookie: without Secure', 'httpOnly: true, secure,', 'httpOnly: true,'],
  ['cookie: for one path, which a subdomain can shadow', "path: '/', ", "path: '/help-center', "],
  ['cookie: ends only in the browser', 'expires > now ? signed : undefined', 'signed'],
  ['cookie: signature unchecked', "const { valid, value } = signer.unsign(parseCookie(cookieHeader)[name] ?? '')",
    "const value = String(parseCookie(cookieHeader)[name]).split('.')[0] ?? '', valid = value.length > 9",
    ['test/sign-in/signed-cookie.test.ts#tampered']],
  ['cookie: the first of two', 'countCookies(cookieHeader, name) !== 1', 'countCookies(cookieHeader, name) === 0'],
  ['cookie: Unicode white space before the name', "replace(/^[ \\t]+|[ \\t]+$/g, '')", 'trim()'],
  ['cookie: one key for all names', '`fastify-help-center ${name}`', "'fastify-help-center'",
    ['test/sign-in/signed-cookie.test.ts#of another name']],
  ['cookie: the bare secret is the key', "Buffer.from(hkdfSync('sha256', secret, '', `fastify-help-center ${name}`, 32))", 'Buffer.from(secret)',
    ['test/sign-in/signed-cookie.test.ts#of another name']],
  ['cookie: a secret that was rotated out stays', 'new fastifyCookie.Signer(keys)', 'new fastifyCookie.Signer(keys.slice(0, 1))']
])

const names = breaking('lib/visit/registration.ts', ['test/options/options.test.ts'], [
  ['cookie: no __Host- prefix', "${secure ? '__Host-' : ''}", ''],
  ['cookie: one name for all registrations', '${baseName}.${options.name}.${purpose}', '${baseName}.${purpose}', ['test/host/several-help-centers.test.ts']],
  ['provider: an unknown brand is no 404', 'if (resolved === undefined)', 'if (false)', ['test/host/several-help-centers.test.ts']],
  ['provider: anything is one', 'if (isProvider(resolved)) return resolved', "if (typeof resolved === 'object') return resolved as Provider",
    ['test/host/several-help-centers.test.ts']]
])

const attempts = breaking('lib/sign-in/attempts.ts', ['test/sign-in/attempts.test.ts'], [
  ['loop guard: off', 'if (attempts[kind] >= MAX_ATTEMPTS)', 'if (false)'],
  ['loop guard: at the fifth', 'MAX_ATTEMPTS = 3', 'MAX_ATTEMPTS = 4'],
  ['loop guard: at the third', 'MAX_ATTEMPTS = 3', 'MAX_ATTEMPTS = 2'],
  ['loop guard: one count for both kinds', 'attempts[kind] >= MAX_ATTEMPTS', 'attempts.token + attempts.signInPage >= MAX_ATTEMPTS'],
  ['loop guard: a clock that was ahead locks out', 'attempts.since <= now && ', ''],
  ['loop guard: the window moves on', 'cookie.write({ ...attempts, [kind]', 'cookie.write({ ...attempts, since: now, [kind]'],
  ['loop guard: for three seconds', 'ATTEMPTS_WINDOW = 30', 'ATTEMPTS_WINDOW = 3']
])

const handOver = breaking('lib/visit/hand-over.ts', ['test/visit/loop-guard.test.ts'], [
  ['loop guard: does not count tokens', "attempts.count('token', request.headers.cookie,", "attempts.count('token', undefined,"],
  ['loop guard: does not count sign-in pages', "attempts.count('signInPage', request.headers.cookie,", "attempts.count('signInPage', undefined,"],
  ['pending: not spent by the redirect', '[attempt, pending.forget()]', 'attempt', ['test/host/pending.test.ts']]
])

export const cookies = [...cookie, ...names, ...attempts, ...handOver]
