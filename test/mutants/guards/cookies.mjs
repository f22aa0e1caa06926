/* eslint-disable no-template-curly-in-string -- this is code that holds templates */
import { breaking } from '../breaking.mjs'

const cookie = breaking('lib/sign-in/cookie.ts', ['test/sign-in/signed-cookie.test.ts'], [
  ['cookie: SameSite none', "sameSite: 'lax'", "sameSite: 'none'"],
  ['cookie: SameSite strict, which is missing on arrival', "sameSite: 'lax'", "sameSite: 'strict'"],
  ['cookie: readable by scripts', 'httpOnly: true, ', ''],
  ['cookie: without Secure', 'httpOnly: true, secure,', 'httpOnly: true,'],
  ['cookie: for one path, which a subdomain can shadow', "path: '/', ", "path: '/help-center', "],
  ['cookie: the first of two', 'if (count > 1) return TWICE', ''],
  ['cookie: Unicode white space before the name', "return character === ' ' || character === '\\t'",
    "return character.trim() === ''"],
  ['cookie: a pattern for white space', 'stripBlanks(equals === -1 ? pair : pair.slice(0, equals))',
    "(equals === -1 ? pair : pair.slice(0, equals)).replace(/^[ \\t]+|[ \\t]+$/g, '')",
    ['test/visit/cost.test.ts#cookies cost']],
  ['cookie: parsed where it is not', 'if (!isIn(cookieHeader)) return ABSENT',
    "if (typeof cookieHeader !== 'string') return ABSENT\n      parseCookie(cookieHeader)",
    ['test/visit/counting.test.ts']]
])

const signed = breaking('lib/sign-in/signed-cookie.ts', ['test/sign-in/signed-cookie.test.ts'], [
  ['cookie: ends only in the browser', 'expires > now ?', 'true ?'],
  ['cookie: signature unchecked', 'const { valid, value } = signer.unsign(stored.value)',
    "const value = stored.value.split('.')[0] ?? '', valid = value.length > 9",
    ['test/sign-in/signed-cookie.test.ts#tampered']],
  ['cookie: one key for all names', '`fastify-help-center ${name}`', "'fastify-help-center'",
    ['test/sign-in/signed-cookie.test.ts#of another name']],
  ['cookie: the bare secret is the key',
    "Buffer.from(hkdfSync('sha256', secret, '', `fastify-help-center ${name}`, 32))", 'Buffer.from(secret)',
    ['test/sign-in/signed-cookie.test.ts#of another name']],
  ['cookie: a secret that was rotated out stays', 'new fastifyCookie.Signer(keys)',
    'new fastifyCookie.Signer(keys.slice(0, 1))']
])

const names = breaking('lib/visit/registration.ts', ['test/options/options.test.ts'], [
  ['cookie: no __Host- prefix', "${secure ? '__Host-' : ''}", ''],
  ['cookie: one name for all registrations', '${options.name}${place}', '',
    ['test/host/several-help-centers.test.ts']],
  ['cookie: one name for neighbouring scopes', 'distinguish(path ?? ', "'' && distinguish(path ?? ",
    ['test/host/twice.test.ts#one name in neighbouring scopes, one cookie secret']],
  ['cookie: one name for neighbours without a login route', 'describe(prefix, options)', 'DEFAULT_LOGIN_PATH',
    ['test/host/twice.test.ts#without login routes']]
])

const brands = breaking('lib/visit/visit.ts', ['test/host/several-help-centers.test.ts'], [
  ['provider: an unknown brand is no 404', 'if (found === undefined)', 'if (false)'],
  ['provider: anything is one', 'if (isProvider(found)) return found',
    "if (typeof found === 'object') return found as Provider"]
])

const pending = breaking('lib/sign-in/pending.ts', ['test/host/pending-owner.test.ts#a next that leads elsewhere'], [
  ['pending: a foreign next leaves it to the cookie',
    "if (untrustedNext !== '' && !isOurs) {", 'if (readNext(untrustedNext, loginPath, params) !== null) {'],
  ['pending: next of any length', 'untrustedNext.length > MAX_NEXT_LENGTH || ', '',
    ['test/host/pending-owner.test.ts#too long']],
  ['pending: no next in a posted form', '[query, body].map', '[query].map',
    ['test/host/pending-owner.test.ts#no text']],
  ['pending: what another help center was asked', "ownValue(stored, 'helpCenter') !== nameOf(provider)", 'false',
    ['test/host/pending-owner.test.ts#(X23)']],
  ['pending: one name for all help centers of a vendor', '${id} ${helpCenterUrl}', '${id}',
    ['test/host/pending-owner.test.ts#(X23)']],
  ['pending: parameters in a header that is full', 'isFull ? {} : parameters', 'parameters',
    ['test/sign-in/pending.test.ts', 'test/host/pending.test.ts']],
  ['pending: cleared where it is not', 'mayBeThere ? [cookie.clear()] : []', '[cookie.clear()]',
    ['test/visit/counting.test.ts']],
  ['pending: left where a POST does not show it', "method !== 'GET' || ", '', ['test/sign-in/pending.test.ts']]
])

const attempts = breaking('lib/sign-in/attempts.ts', ['test/sign-in/attempts.test.ts'], [
  ['loop guard: off', 'if (counts[kind] >= MAX_ATTEMPTS)', 'if (false)'],
  ['loop guard: at the fifth', 'MAX_ATTEMPTS = 3', 'MAX_ATTEMPTS = 4'],
  ['loop guard: one count for both kinds', 'counts[kind] >= MAX_ATTEMPTS',
    'counts.token + counts.signInPage >= MAX_ATTEMPTS'],
  ['loop guard: a clock that was ahead locks out', 'since <= now && ', ''],
  ['loop guard: the window moves on', 'cookie.write(`${since}', 'cookie.write(`${now}'],
  ['loop guard: any text is a counter', '/^([1-9]\\d{12})\\.([0-3])\\.([0-3])$/', '/^(.+?)\\.(.+?)\\.(.+?)(?:\\.|$)/',
    ['test/visit/loop-guard.test.ts#a forged, foreign']],
  ['loop guard: a counter with more behind it', '([0-3])$/', '([0-3])/',
    ['test/visit/loop-guard.test.ts#a forged, foreign']]
])

const handOver = breaking('lib/visit/hand-over.ts', ['test/visit/loop-guard.test.ts'], [
  ['loop guard: does not count tokens', "attempts.count('token', ownValue(request.headers, 'cookie'),",
    "attempts.count('token', undefined,"],
  ['loop guard: does not count sign-in pages', "= attempts.count('signInPage', ownValue(request.headers, 'cookie'),",
    "= attempts.count('signInPage', undefined,"],
  ['loop guard: does not count ways back to the help center',
    "registration.attempts.count('signInPage', ownValue(request.headers, 'cookie'),",
    "registration.attempts.count('signInPage', undefined,"],
  ['pending: not spent by the redirect', "reply.header('set-cookie', attempt)\n  forgetPending(visit)",
    "reply.header('set-cookie', attempt)", ['test/host/pending.test.ts']],
  ['pending: not spent by a user who is refused', 'if (error.statusCode === 403)', 'if (false)',
    ['test/host/refused-pending.test.ts']],
  ['pending: spent by a fault', 'if (error.statusCode === 403)', 'if (true)', ['test/host/refused-pending.test.ts']]
])

export const cookies = [...cookie, ...signed, ...names, ...brands, ...pending, ...attempts, ...handOver]
