import type { Settings } from '../fakes/settings.ts'
import type { Way } from '../fakes/vendor.ts'
import type { Request } from './app.ts'

export function readQuery ({ url }: Request): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start))
}

/** The URL that a link asked for if it belongs to this help center, else the home page. */
export function toOwnUrl (untrusted: string | null, { origin, home }: Pick<Settings, 'origin' | 'home'>): string {
  if (untrusted === null || untrusted === '' || !URL.canParse(untrusted, origin)) return home
  const url = new URL(untrusted, origin)
  return url.origin === origin && url.username === '' && url.password === '' ? url.href : home
}

/** The page to return to after signing in; never a URL that contains a token. */
export function currentPage (request: Request, way: Way): string {
  const { method, url } = request
  const isPage = method === 'GET' && url.startsWith('/portal/') && !url.startsWith('/portal/en/sign')
  const hasToken = way.kind === 'page' && readQuery(request).has(way.parameter)
  return isPage && !hasToken ? url : '/portal/en/home'
}

/** The link that starts a sign-in and returns to this page. */
export function signInLink (returnTo: string): string {
  return `/portal/en/signin?${new URLSearchParams({ return_to: returnTo })}`
}
