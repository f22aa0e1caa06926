import { describeValue, invalidOption } from './check-option.ts'

type Insecure = { allowInsecure?: boolean | undefined }

const LOOPBACK = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * Parses a configured URL: https (or http on loopback, if allowed), no user info, no fragment.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION
 */
export function parseUrlOption (
  value: unknown, option: string, cure: string, { allowInsecure = false }: Insecure
): URL {
  const refuse = (why: string): Error => invalidOption(option, describeUrl(value), why)
  if (typeof value !== 'string') throw refuse(cure)
  if (/[^\x21-\x7e]/.test(value)) throw refuse('Expected ASCII, with an international host name in its xn-- form')
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) throw refuse(cure)
  const url = new URL(value)
  if (url.username !== '' || url.password !== '') {
    throw invalidOption(option, 'a URL with user info', 'Remove user name and password')
  }
  if (url.hash !== '') throw refuse('Remove the part after "#"')
  if (url.hostname.includes('*')) throw refuse('Expected one host: wildcards are not supported')
  if (url.hostname.endsWith('.')) throw refuse('Remove the dot after the host name')
  if (url.protocol === 'https:') return url
  if (!LOOPBACK.test(url.hostname)) throw refuse('Use https: a token travels here')
  if (!allowInsecure) throw refuse('Use https, or for development on this machine allowInsecure: true')
  return url
}

/**
 * Checks one exact origin, such as `https://help.example.com`.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION
 */
export function parseOriginOption (value: unknown, option: string, options: Insecure): string {
  const cure = 'Expected one exact origin, such as "https://help.example.com", without path or wildcard'
  const { origin } = parseUrlOption(value, option, cure, options)
  // Upper case and a default port are refused too: a list that is compared byte for byte needs one spelling.
  if (value !== origin) throw invalidOption(option, describeUrl(value), `${cure}; did you mean "${origin}"?`)
  return origin
}

/** By index, because a pattern for trailing slashes takes quadratic time on a run of them. */
export function stripTrailingSlashes (path: string): string {
  let end = path.length
  while (path.charAt(end - 1) === '/') end--
  return path.slice(0, end)
}

/** A URL without user info and query: a sign-in endpoint is sometimes pasted with a token in it. */
function describeUrl (value: unknown): string {
  if (typeof value !== 'string') return describeValue(value)
  const end = value.search(/[?#]/)
  const address = end === -1 ? value : `${value.slice(0, end)}?…`
  return describeValue(address.replace(/^.*@/s, '…@'))
}
