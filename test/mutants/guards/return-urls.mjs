/* eslint-disable no-template-curly-in-string -- this is code that holds templates */
import { breaking } from '../breaking.mjs'

const SIGNED = 'test/contract/signed-request.test.ts'
const LONG = 'test/providers/long-parameters.test.ts#no browser drops the pending cookie'

const ENTRANCE = "if (untrustedReturnTo === '')"

/** A check in common use in place of the whole gate. What it accepts goes on as a browser would read it. */
function naive (accepts) {
  return `const v = untrustedReturnTo, allowed = String(allowedOrigins[0])
  return URL.canParse(v, allowed) && (${accepts})
    ? { url: new URL(v, allowed).href, refusal: null }
    : refuse('foreign-origin')
  ${ENTRANCE}`
}

const gate = breaking('lib/sign-in/return-to.ts', ['test/sign-in/return-to.test.ts'], [
  ['gate: one slash, not two', ENTRANCE, naive("v.startsWith('/') && !v.startsWith('//')")],
  ['gate: starts with the origin', ENTRANCE, naive('v.startsWith(allowed)')],
  ['gate: a pattern with bare dots and no end', ENTRANCE, naive('/^https?:\\/\\/help.example.com/.test(v)')],
  ['gate: the host ends like ours', ENTRANCE, naive("new URL(v, allowed).hostname.endsWith('example.com')")],
  ['gate: the origin alone', ENTRANCE, naive('new URL(v, allowed).origin === allowed')],
  ['gate: any path of the help center', 'if (SECOND_ORDER_PATH.test(url.pathname))', 'if (false)'],
  ['gate: percent forms of a second slash', '|%(?:2f|5c|0[09ad])', ''],
  ['gate: any character', 'if (UNSAFE_CHARACTER.test(untrustedReturnTo))', 'if (false)'],
  ['gate: the backslash', '\\uFFFD\\\\]/u', '\\uFFFD]/u'],
  ['gate: invisible characters', '\\p{Default_Ignorable_Code_Point}', ''],
  ['gate: broken percent-encoding', 'if (!hasDecodableEscapes(untrustedReturnTo))', 'if (false)'],
  ['gate: any length in', 'if (untrustedReturnTo.length > MAX_LENGTH)', 'if (false)'],
  ['gate: any length out', 'if (url.href.length > MAX_LENGTH)', 'if (false)'],
  ['gate: the text alone, without the parser', 'if (url.origin !== origin || ', 'if ('],
  ['gate: the parser alone, without the text', 'continues(untrustedReturnTo, allowed))',
    'URL.canParse(untrustedReturnTo) && new URL(untrustedReturnTo).origin === allowed)'],
  ['gate: what came in goes on', 'url: url.href', 'url: untrustedReturnTo']
])

const roles = breaking('lib/sign-in/roles.ts', ['test/sign-in/request.test.ts'], [
  ['parameters: the first of a repeated one', 'const untrustedReturnTo = ownValue(untrusted, name)',
    'const untrustedReturnTo = [ownValue(untrusted, name)].flat()[0]'],
  ['parameters: those that the contract does not name', 'found.parameters[name] = toReturnValue(checked.url, provider)',
    'Object.assign(found.parameters, untrusted)[name] = toReturnValue(checked.url, provider)'],
  ['parameters: unchecked in what is remembered', 'found.parameters[name] = toReturnValue(checked.url, provider)',
    'found.parameters[name] = String(untrustedReturnTo)'],
  ['request: any destination', 'const isForeign = url !== null && destination?.allowed.includes(url) !== true',
    'const isForeign = false'],
  ['request: any text is echoed', ' && OPAQUE.test(value)', ''],
  ['request: more than a cookie holds', 'if (length > MAX_OPAQUE)', 'if (false)', [LONG]],
  ['request: a page for which the cookie has no room', 'checked.url.length <= room', 'true']
])

const request = breaking('lib/sign-in/request.ts', ['test/sign-in/request.test.ts'], [
  ['request: a forged signature', 'if (verified === null)', 'if (false)'],
  ['request: what stands beside the signed one counts', 'readRoles(verified, provider)',
    'readRoles({ ...verified, ...Object(untrusted) }, provider)'],
  ['request: what verify returns is not looked at',
    "callForParameters('inbound.signedRequest.verify', () => signedRequest.verify(signed, key))",
    'signedRequest.verify(signed, key)', [`${SIGNED}#is not opened by verify`]],
  ['request: a part of a signed one is enough', 'Object.keys(signed).length === signedRequest.parameters.length',
    'Object.keys(signed).length > 0'],
  ['host route: an echoed value alone is a request', 'returnTo === undefined || required.length > 0', 'true'],
  ['host route: a request without a page is none', 'returnTo === undefined || required.length > 0', 'false'],
  ['host route: a page elsewhere is a request', 'namesPage ? request.returnTo !== null', 'namesPage ? true'],
  ['host route: a part of what is required is a request', 'if (isIncomplete(request, provider)) return false', '']
])

const called = breaking('lib/sign-in/call-provider.ts', [`${SIGNED}#is not opened by verify`], [
  ['request: what verify or seal throws goes on',
    "if (isHelpCenterError(thrown) && thrown.code === 'FST_HELP_CENTER_INVALID_CLAIM') throw thrown", 'throw thrown',
    [`${SIGNED}#where encode returns`]],
  ['request: an instance of a class is a record', ' || !isPlain(returned)', ''],
  ['request: a record of anything', ".every((value) => typeof value === 'string')", '.every(() => true)']
])

const returnPage = breaking('lib/sign-in/return-page.ts', ['test/sign-in/request.test.ts'], [
  ['request: a bare path leads out of the help center', 'return isBelow ||', 'return true ||'],
  ['request: an address with a scheme counts as a bare path', '[^/?#:]+(', '[^/?#]+('],
  ['request: a bare path is not looked at by itself', 'if (alone.url === null) return alone', ''],
  ['request: any page that the host names', '= toSafeReturnTo(untrusted, provider.returnOrigins)',
    '= { url: untrusted, refusal: null }']
])

const STAGES = 'test/visit/token-path.test.ts'

const tokenPage = breaking('lib/sign-in/return-page.ts', ['test/visit/token-path.test.ts#stays below the home page'], [
  ['token page: any page of the origin', 'provider.handoff.toPage === true ? checkBase', 'false ? checkBase'],
  ['token page: encoded dots', 'if (hasEncodedParent(pathname))', 'if (false)'],
  ['token page: dots that are encoded twice', 'MAX_DECODINGS = 5', 'MAX_DECODINGS = 1',
    ['test/visit/token-path.test.ts#every page below the home page']],
  ['token page: what is decoded once is not looked at', 'if (decoded === path) return false', 'return false',
    ['test/visit/token-path.test.ts#encoded twice']],
  ['token page: an encoding that never ends', '  return true\n}', '  return false\n}',
    [`${STAGES}#any number of stages`]],
  ['token page: dots in capitals', '[\\da-f]{2})/gi', '[\\da-f]{2})/g', [`${STAGES}#however a server may decode`]],
  ['token page: a path that is cut off behind the dots', "[^\\w.~!$&'()*+,=:@%-]", '[/\\\\;]', [`${STAGES}#cuts off`]],
  ['token page: dots before a blank', "[^\\w.~!$&'()*+,=:@%-]", '[\\0-\\x20/\\\\;?#\\x7f]',
    [`${STAGES}#a blank of any script`]],
  ['token page: dots that begin a name', '(?=[^\\w.~!', '(?=[^.~!', [`${STAGES}#every page below the home page`]],
  ['token page: a path that contains the home page', '`${pathname}/`.startsWith(', '`${pathname}/`.includes(',
    ['test/sign-in/request.test.ts']],
  ['token page: a path that only begins alike', '`${base}/`)', 'basePath(helpCenterUrl))',
    ['test/sign-in/request.test.ts']],
  ['token page: what the host names', 'isBelowHome ? checkBase', 'false ? checkBase',
    ['test/visit/token-path.test.ts#that the host or next names']]
])

const ownValue = breaking('lib/contract/own-value.ts', ['test/sign-in/request.test.ts'], [
  ['parameters: those of a prototype', 'Object.hasOwn(Object(untrusted), name)', 'name in Object(untrusted)']
])

const next = breaking('lib/sign-in/pending.ts', ['test/sign-in/pending.test.ts'], [
  ['next: any address counts', '!loginPath.matches(pathname, params) || ', ''],
  ['next: the login route of another brand', 'matches(pathname, params)', 'matches(pathname, {})',
    ['test/host/pending-owner.test.ts#of one brand is a foreign next']],
  ['next: a repeated parameter counts', '[parameters[name], value]', 'value'],
  ['next: read into an object with a prototype', 'unknown> = bare()', 'unknown> = {}'],
  ['pending: for a day', '15 * 60', '24 * 60 * 60']
])

const path = breaking('lib/options/route-path.ts', ['test/options/route-path.test.ts'], [
  ['own path: parameters as they come', 'return encodeURIComponent(value)', 'return value'],
  ['own path: parameters that are dots', '/^\\.{0,2}$|\\p{Cs}/u.test(value)', "value === '' || /\\p{Cs}/u.test(value)"],
  ['own path: of any brand', "typeof value !== 'string' || encodeURIComponent(value) === found[i + 1]", 'true'],
  ['own path: a brand as it is written', 'encodeURIComponent(value) === found', 'value === found'],
  ['own path: a brand of a prototype', 'const value = ownValue(params, name)\n        return',
    'const value = (params as Record<string, unknown> | undefined)?.[name]\n        return'],
  ['own path: dots in a pattern match anything', "'\\\\$&'", "'$&'"]
])

const hostAddress = breaking('lib/options/host-address.ts', [
  'test/options/host-address.test.ts', 'test/options/options.test.ts'
], [
  ['host address: two slashes', '(?![/\\\\])', ''],
  ['host address: two slashes behind dots', " && !new URL(address, BASE).pathname.startsWith('//')", ''],
  ['host address: any scheme', '/^https?:\\/\\/[', '/^\\w+:[/]*[']
])

const onTheWay = breaking('lib/visit/hand-over.ts', ['test/visit/host-headers.test.ts'], [
  ['Host header: in next', 'const next = loginPath',
    'const next = request.protocol + "://" + request.host + loginPath'],
  ['Host header: in Location', 'redirect(reply, address)',
    'redirect(reply, request.protocol + "://" + request.host + address)'],
  ['next: built from the request target', 'loginPath?.fill(request.params, requested.parameters)', 'request.url'],
  ['next: unchecked parameters', 'requested.parameters) ??', 'request.query as Record<string, string>) ??',
    ['test/routes/login.test.ts']],
  ['sign-in page: any address of the function', 'if (!isHostAddress(address))', 'if (false)',
    ['test/host/pending.test.ts']]
])

const logout = breaking('lib/routes/logout.ts', ['test/routes/logout.test.ts'], [
  ['sign-out: leads where it is told to', 'redirect(reply, landingPage(visit))',
    'redirect(reply, (request.query as Record<string, string>).return_to ?? landingPage(visit))'],
  ['sign-out: afterLogout of another help center',
    'return toSafeReturnTo(afterLogout, provider.returnOrigins).url ?? provider.helpCenterUrl',
    'return afterLogout']
])

const handoff = [
  ...breaking('lib/sign-in/address.ts', ['test/sign-in/handoff.test.ts'], [
    ['handoff: a second jwt beside one that is there', 'searchParams.set(name, SLOT + i)',
      'searchParams.append(name, SLOT + i)'],
    ['handoff: joined as text', 'encode(values[part]!)', 'values[part]'],
    ['handoff: a value that breaks out of its parameter', '/^[\\w.-]*$/', '/^[^#]*$/']
  ]),
  ...breaking('lib/sign-in/handoff.ts', ['test/sign-in/handoff.test.ts'], [
    ['handoff: the address of other parameters', 'last?.key === key', 'last !== undefined'],
    ['handoff: the endpoint is prepared for each token', 'if (last?.key === key) return last.template', '',
      ['test/visit/counting.test.ts']]
  ])
]

export const returnUrls = [
  ...gate, ...roles, ...request, ...called, ...returnPage, ...tokenPage, ...ownValue,
  ...next, ...path, ...hostAddress, ...onTheWay, ...logout, ...handoff
]
