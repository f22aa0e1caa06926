import { HandoffRefused } from './refusals.ts'
import type { Handoff, Landing, Way } from './vendor.ts'

/** A handoff as it would arrive, if it leads to the sign-in endpoint. */
export function toLanding (handoff: string | Handoff, origin: string, way: Way): Landing {
  const sent: Handoff = typeof handoff === 'string' ? { method: 'GET', url: handoff } : handoff
  if (!URL.canParse(sent.url) || !leadsHere(sent.url, origin, way)) {
    const endpoint = way.kind === 'page' ? `${origin}/…` : origin + way.path
    throw new HandoffRefused('wrong-endpoint',
      `This is not a URL of the sign-in endpoint, ${endpoint}. Copy the endpoint again from the admin page.`)
  }
  const url = new URL(sent.url)
  const fields = new URLSearchParams(sent.method === 'POST' ? { ...sent.fields } : '')
  return { method: sent.method, url, fields, fragment: url.hash.slice(1) }
}

/** Compares letter for letter up to the query: a URL that the parser has to repair is another address. */
function leadsHere (url: string, origin: string, way: Way): boolean {
  if (way.kind === 'page') return url.startsWith(`${origin}/`)
  const isFragment = way.kind === 'fragment'
  return url.split(isFragment ? /[?#]/ : /\?/, 1)[0] === origin + way.path && (isFragment || new URL(url).hash === '')
}

export function assertMethod (method: Landing['method'], { kind }: Way): void {
  if (kind === 'form' && method === 'GET') {
    throw new HandoffRefused('wrong-method',
      'The token came by GET. This help center accepts it only in a form that the browser posts.')
  }
  if (kind !== 'form' && method === 'POST') {
    throw new HandoffRefused('wrong-method', 'The token was posted. This help center accepts it only by a redirect.')
  }
}
