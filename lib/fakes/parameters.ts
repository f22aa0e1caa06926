import { HandoffRefused } from './refusals.ts'
import type { Arrival } from './vendor.ts'

/**
 * The one value of a parameter, or `undefined` if it is missing or empty. Two parsers may read two parameters of one
 * name differently, so a repeated one is refused, and so is another spelling (`JWT`, `jwt[]`) that some take for it.
 */
export function readOptional (parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = parameters.getAll(name)
  const isOther = (key: string): boolean => key !== name && key.split('[', 1)[0]?.toLowerCase() === name.toLowerCase()
  if (more.length > 0 || [...parameters.keys()].some(isOther)) {
    throw new HandoffRefused('parameter-repeated', `There is more than one ${name}. Set the parameter instead of ` +
      'appending it: the sign-in endpoint may already have an empty one.')
  }
  return value === '' ? undefined : value
}

/** The one value of a parameter that must be there. */
export function readParameter (parameters: URLSearchParams, name: string): string {
  const value = readOptional(parameters, name)
  if (value === undefined) throw new HandoffRefused('parameter-missing', `There is no ${name}, or an empty one.`)
  return value
}

/** An absolute URL of this help center; without one, its home page. */
export function checkReturnUrl (
  untrusted: string | undefined, name: string, { origin, home }: Pick<Arrival, 'origin' | 'home'>
): string {
  if (untrusted === undefined) return home
  // The parser repairs much (white space, backslashes, "https:evil"); a URL that needs repair was not made for us.
  if (!/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/.test(untrusted) || !URL.canParse(untrusted)) {
    throw new HandoffRefused('malformed-return-url', `${name} is not an absolute URL.`)
  }
  const url = new URL(untrusted)
  if (url.origin !== origin || url.username !== '' || url.password !== '') {
    throw new HandoffRefused('foreign-return-url',
      `${name} leads away from this help center. Only URLs that begin with ${origin}/ are allowed.`)
  }
  return url.href
}

/** A path of this help center; without one, its home page. */
export function checkReturnPath (
  untrusted: string | undefined, name: string, { origin, home }: Pick<Arrival, 'origin' | 'home'>
): string {
  if (untrusted === undefined) return home
  if (!/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(untrusted)) {
    throw new HandoffRefused('malformed-return-url', `${name} is not a path that begins with exactly one slash.`)
  }
  return origin + untrusted
}

/** Either of these, for vendors that know both forms. */
export function checkReturnAddress (
  untrusted: string | undefined, name: string, site: Pick<Arrival, 'origin' | 'home'>
): string {
  return untrusted?.startsWith('/') === true
    ? checkReturnPath(untrusted, name, site)
    : checkReturnUrl(untrusted, name, site)
}

/** Adds parameters to an address that an admin typed. */
export function withParameters (address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** The address of a page without the parameter that brought the token. */
export function withoutParameter (page: URL, name: string): string {
  const url = new URL(page)
  url.searchParams.delete(name)
  return url.href
}

/** A page of the help center as a path, for vendors that send paths; any other address stays as it is. */
export function toPath (url: string, origin: string): string {
  return url.startsWith(`${origin}/`) ? url.slice(origin.length) : url
}
