import { errors } from '../errors.ts'
import { ownValue } from '../contract/own-value.ts'

/** The full path of one of our routes, which may have parameters: `/:brand/help-center/login`. */
export interface RoutePath {
  /**
   * The path with `params` filled in, and a query. Own addresses are built from the registered path, never from
   * `request.url`.
   *
   * @throws FST_HELP_CENTER_UNKNOWN if a parameter is missing or would step out of its segment
   */
  fill (params: unknown, query: Readonly<Record<string, string>>): string
  matches (pathname: string): boolean
}

/** What Fastify's router takes but a link cannot be built for: wildcards, patterns, several parameters in a segment. */
export const UNSUPPORTED_PATH = /[*()?#\\%\s]|:[^/]*[^\w/]|:(?:\/|$)|[^/]:|\/\//

const PARAMETER = /:(\w+)/g

/** As Fastify's router joins prefix and path: one slash between them, however many there are. */
export function joinPath (prefix: string, path: string): string {
  return `/${prefix}/${path}`.replace(/\/{2,}/g, '/')
}

export function createRoutePath (path: string): RoutePath {
  const pattern = new RegExp(`^${path.replace(/[.+^$|[\]{}]/g, '\\$&').replace(PARAMETER, '[^/]+')}$`)
  return {
    fill (params, query) {
      const filled = path.replace(PARAMETER, (_, name: string) => {
        const value = ownValue(params, name)
        if (typeof value !== 'string' || /^\.{0,2}$|\p{Cs}/u.test(value)) throw new errors.UnknownHelpCenter()
        return encodeURIComponent(value)
      })
      const search = new URLSearchParams(query).toString()
      return search === '' ? filled : `${filled}?${search}`
    },
    matches: (pathname) => pattern.test(pathname)
  }
}
