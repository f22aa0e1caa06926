import { breaking } from '../breaking.mjs'

const ENTRANCE = "if (untrustedReturnTo === '')"

/** A check in common use in place of the whole gate. What it accepts goes on as a browser would read it. */
function naive (accepts) {
  return `const v = untrustedReturnTo, allowed = String(allowedOrigins[0])
  return URL.canParse(v, allowed) && (${accepts}) ? { url: new URL(v, allowed).href } : { refusal: 'foreign-origin' }
  ${ENTRANCE}`
}

const gate = breaking('lib/sign-in/return-to.ts', ['test/sign-in/return-to.test.ts'], [
  ['gate: one slash, not two', ENTRANCE, naive("v.startsWith('/') && !v.startsWith('//')")],
  ['gate: starts with the origin', ENTRANCE, naive('v.startsWith(allowed)')],
  ['gate: includes the host', ENTRANCE, naive('v.includes(new URL(allowed).host)')],
  ['gate: a pattern with bare dots and no end', ENTRANCE, naive('/^https?:\\/\\/help.example.com/.test(v)')],
  ['gate: the host ends like ours', ENTRANCE, naive("new URL(v, allowed).hostname.endsWith('example.com')")],
  ['gate: a slash, then resolved', ENTRANCE, naive("v.startsWith('/')")],
  ['gate: the origin alone', ENTRANCE, naive('new URL(v, allowed).origin === allowed')],
  ['gate: a tight pattern of relative paths', ENTRANCE,
    naive('/^\\/(?!\\/|\\\\|%2f|%5c)[\\w\\-.+/@]*(?:\\?[\\w\\-.+/=&%@]*)?$/i.test(v)')],
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
  ['gate: what came in goes on', 'return { url: url.href }', 'return { url: untrustedReturnTo }'],
  ['gate: only the first allowed origin', 'allowedOrigins.find(', 'allowedOrigins.slice(0, 1).find(']
])

const request = breaking('lib/sign-in/request.ts', ['test/sign-in/request.test.ts'], [
  ['parameters: the first of a repeated one', 'const untrustedReturnTo = ownValue(untrusted, name)',
    'const untrustedReturnTo = [ownValue(untrusted, name)].flat()[0]'],
  ['parameters: those that the contract does not name', '{ [name]: toReturnValue(checked.url, provider) }',
    '{ ...untrusted as Record<string, string>, [name]: toReturnValue(checked.url, provider) }'],
  ['parameters: unchecked in what is remembered', '{ [name]: toReturnValue(checked.url, provider) }', '{ [name]: String(untrustedReturnTo) }'],
  ['request: any destination', 'const isForeign = url !== null && destination?.allowed.includes(url) !== true', 'const isForeign = false'],
  ['request: any text is echoed', ' && OPAQUE.test(value)', ''],
  ['request: a forged signature', 'if (opened === null)', 'if (false)'],
  ['request: what stands beside the signed one counts', 'readRoles(opened, provider)', 'readRoles({ ...opened, ...Object(untrusted) }, provider)'],
  ['request: a bare path leads out of the help center', 'return isBelow ? checked', 'return true ? checked'],
  ['request: an address with a scheme counts as a bare path', '[^/?#:]+(', '[^/?#]+('],
  ['request: a bare path is not looked at by itself', 'if (alone.url === undefined) return alone', ''],
  ['request: any page that the host names', 'const onOrigins = toSafeReturnTo(untrustedReturnTo, returnOrigins)',
    'const onOrigins: CheckedReturnTo = { url: untrustedReturnTo }']
])

const ownValue = breaking('lib/contract/own-value.ts', ['test/sign-in/request.test.ts'], [
  ['parameters: those of a prototype', 'Object.hasOwn(Object(untrusted), name)', 'name in Object(untrusted)']
])

const next = breaking('lib/sign-in/pending.ts', ['test/sign-in/pending.test.ts'], [
  ['next: any address counts', 'if (!loginPath.matches(pathname)) return null', ''],
  ['next: a repeated parameter counts', '[parameters[name], value]', 'value'],
  ['next: read into an object with a prototype', 'const parameters = Object.create(null)', 'const parameters: any = {}'],
  ['pending: for a day', '15 * 60', '24 * 60 * 60']
])

const path = breaking('lib/options/route-path.ts', ['test/options/route-path.test.ts'], [
  ['own path: parameters as they come', 'return encodeURIComponent(value)', 'return value'],
  ['own path: parameters that are dots', '/^\\.{0,2}$|\\p{Cs}/u.test(value)', "value === '' || /\\p{Cs}/u.test(value)"],
  ['own path: dots in a pattern match anything', "'\\\\$&'", "'$&'"]
])

const hostAddress = breaking('lib/options/host-address.ts', ['test/options/host-address.test.ts', 'test/options/options.test.ts'], [
  ['host address: two slashes', '(?![/\\\\])', ''],
  ['host address: two slashes behind dots', " && !new URL(address, BASE).pathname.startsWith('//')", ''],
  ['host address: any scheme', '/^https?:\\/\\/[', '/^\\w+:[/]*[']
])

const onTheWay = breaking('lib/visit/hand-over.ts', ['test/visit/host-headers.test.ts'], [
  ['Host header: in next', 'const next = loginPath',
    'const next = request.protocol + "://" + request.host + loginPath'],
  ['Host header: in Location', 'reply.redirect(address, 303)', 'reply.redirect(request.protocol + "://" + request.host + address, 303)'],
  ['next: built from the request target', "loginPath?.fill(request.params, requested.parameters) ?? '/'", 'request.url'],
  ['next: unchecked parameters', 'requested.parameters) ??', 'request.query as Record<string, string>) ??', ['test/routes/login.test.ts']],
  ['sign-in page: any address of the function', 'if (!isHostAddress(address))', 'if (false)', ['test/host/pending.test.ts']]
])

const logout = breaking('lib/routes/logout.ts', ['test/routes/logout.test.ts'], [
  ['sign-out: leads where it is told to', 'reply.redirect(landingPage(visit), 303)',
    'reply.redirect((request.query as Record<string, string>).return_to ?? landingPage(visit), 303)'],
  ['sign-out: afterLogout of another help center', 'return toSafeReturnTo(afterLogout, provider.returnOrigins).url ?? provider.helpCenterUrl',
    'return afterLogout']
])

const handoff = breaking('lib/sign-in/handoff.ts', ['test/sign-in/handoff.test.ts'], [
  ['handoff: a second jwt beside one that is there', 'searchParams.set(name, value)', 'searchParams.append(name, value)'],
  ['handoff: a second return URL beside one that is there', 'searchParams.set(returnParameter', 'searchParams.append(returnParameter'],
  ['handoff: joined as text', 'return { method: \'GET\', url: url.href }', 'return { method: \'GET\', url: decodeURIComponent(url.href) }']
])

export const returnUrls = [
  ...gate, ...request, ...ownValue, ...next, ...path, ...hostAddress, ...onTheWay, ...logout, ...handoff
]
