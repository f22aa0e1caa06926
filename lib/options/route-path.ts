import { errors } from '../errors.ts'
import { ownValue } from '../contract/own-value.ts'

/** The full path of one of our routes, perhaps with parameters: `/:brand/help-center/login`. */
export interface RoutePath {
  /**
   * Returns the path with `params` filled in, and a query. Our links are built from the registered path, never from
   * `request.url`.
   *
   * @throws FST_HELP_CENTER_UNKNOWN if a parameter is missing or would leave its segment
   */
  fill (params: unknown, query: Readonly<Record<string, string>>): string
  /**
   * Whether this is one of our addresses, and of the brand that `params` of another route names: a parameter of the
   * same name has the same value.
   */
  matches (pathname: string, params?: unknown): boolean
}

/** What Fastify's router accepts but no link can be built for: wildcards, patterns, several parameters in a segment. */
export const UNSUPPORTED_PATH = /[*()?#\\%\s]|:[^/]*[^\w/]|:(?:\/|$)|[^/]:|\/\//

const PARAMETER = /:(\w+)/g

/** Joins prefix and path as Fastify's router does, with exactly one slash in between. */
export function joinPath (prefix: string, path: string): string {
  return `/${prefix}/${path}`.replace(/\/{2,}/g, '/')
}

export function createRoutePath (path: string): RoutePath {
  const pattern = new RegExp(`^${path.replace(/[.+^$|[\]{}]/g, '\\$&').replace(PARAMETER, '([^/]+)')}$`)
  const names = Array.from(path.matchAll(PARAMETER), ([, name]) => name!)
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
    matches (pathname, params) {
      const found = pattern.exec(pathname)
      return found !== null && names.every((name, i) => {
        const value = ownValue(params, name)
        return typeof value !== 'string' || encodeURIComponent(value) === found[i + 1]
      })
    }
  }
}
