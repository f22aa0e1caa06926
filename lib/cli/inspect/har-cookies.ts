import { finding, type Finding } from '../finding.ts'
import { showText } from '../token/show.ts'
import type { Hop } from './read-har.ts'

const RUN = 'har'

interface Cookie {
  readonly name: string
  readonly host: string
  readonly path: string
  readonly attributes: string
}

/** Cookies that the app set and the browser did not send back: the usual reason for a loop. */
export function judgeHarCookies (navigations: readonly Hop[], vendorHosts: readonly string[]): Finding[] {
  const hasAny = navigations.some((hop) => hop.requestHeaders.has('cookie') || hop.setCookies.length > 0)
  if (!hasAny) return [finding('not-checked', 'cookies-not-recorded', 'The recording has no cookies in it.', RUN)]
  const app = navigations.filter(({ url }) => !vendorHosts.includes(url.host))
  const lost = new Map<string, Finding>()
  app.forEach((hop, index) => {
    for (const cookie of hop.setCookies.map((text) => parseCookie(text, hop)).filter((found) => found !== null)) {
      const later = app.slice(index + 1)
      // Once it is set anew or removed, the older one no longer counts.
      const end = later.findIndex(({ setCookies, url }) =>
        url.host === cookie.host && setCookies.some((text) => text.startsWith(`${cookie.name}=`)))
      const next = (end === -1 ? later : later.slice(0, end + 1)).find((request) => isDue(cookie, request))
      if (next !== undefined && !sends(next, cookie.name)) lost.set(cookie.name, describeLoss(cookie, next))
    }
  })
  return [...lost.values()]
}

/** Null for a cookie that is being removed, or reaches other hosts. */
function parseCookie (text: string, { url, at }: Hop): Cookie | null {
  const [pair = '', ...rest] = text.split(';').map((part) => part.trim())
  const name = pair.slice(0, Math.max(pair.indexOf('='), 0))
  const attributes = new Map(rest.map((part) => {
    const [key = '', value = ''] = part.split('=', 2)
    return [key.toLowerCase(), value]
  }))
  const isRemoval = pair.endsWith('=') || Number(attributes.get('max-age') ?? 1) <= 0 ||
    Date.parse(attributes.get('expires') ?? '') < at
  if (name === '' || isRemoval) return null
  const path = attributes.get('path')
  return {
    name,
    host: url.host,
    path: path?.startsWith('/') === true ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
    attributes: rest.filter((part) => /^(?:samesite|secure|path|domain)/i.test(part)).join('; ')
  }
}

function isDue ({ host, path }: Cookie, { url }: Hop): boolean {
  const covers = url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
  return url.host === host && covers
}

function sends ({ requestHeaders }: Hop, name: string): boolean {
  return (requestHeaders.get('cookie') ?? '').split(';').some((pair) => pair.trim().startsWith(`${name}=`))
}

function describeLoss ({ name, host, attributes }: Cookie, { url }: Hop): Finding {
  const place = `${host} set the cookie ${showText(name)}${attributes === '' ? '' : ` (${showText(attributes)})`}`
  const isStrict = /samesite=strict/i.test(attributes)
  return finding('problem', isStrict ? 'cookie-same-site' : 'cookie-lost',
    `${place}; the browser did not send it with the next request for ${url.origin}${url.pathname}.`, RUN)
}
