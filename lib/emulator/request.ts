import type { FastifyRequest } from 'fastify'
import type { Settings } from '../fakes/settings.ts'
import type { Way } from '../fakes/vendor.ts'

/** The query as the browser sent it: Fastify's parser would merge repeated parameters in its own way. */
export function readQuery ({ url }: FastifyRequest): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start))
}

/** The fields of a form; none if there was no body. */
export function readForm ({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams()
}

/** Turns what a link asked for into a URL of this help center: the home page, unless it is one already. */
export function toOwnUrl (untrusted: string | null, { origin, home }: Pick<Settings, 'origin' | 'home'>): string {
  if (untrusted === null || untrusted === '' || !URL.canParse(untrusted, origin)) return home
  const url = new URL(untrusted, origin)
  return url.origin === origin && url.username === '' && url.password === '' ? url.href : home
}

/** The page to come back to after signing in. Only pages: no address that holds a token. */
export function currentPage (request: FastifyRequest, way: Way): string {
  const { method, url } = request
  const isPage = method === 'GET' && url.startsWith('/portal/') && !url.startsWith('/portal/en/sign')
  const hasToken = way.kind === 'page' && readQuery(request).has(way.parameter)
  return isPage && !hasToken ? url : '/portal/en/home'
}

/** The address that begins a sign-in and leads back to this page. */
export function signInLink (returnTo: string): string {
  return `/portal/en/signin?${new URLSearchParams({ return_to: returnTo })}`
}
