import type { Request } from './app.ts'
import type { Reply } from './reply.ts'
import type { Visitor } from './sessions.ts'
import type { Site } from './site.ts'

/** Cookies ignore ports: on a developer's machine, other servers' cookies arrive too, hence a distinctive name. */
const NAME = 'fake-help-center'

/** The visitor who sent this request, if signed in. */
export function findVisitor (site: Site, request: Request): Visitor | undefined {
  return site.sessions.find(readId(site, request))
}

export function startSession (site: Site, request: Request, reply: Reply, visitor: Visitor): void {
  site.sessions.end(readId(site, request))
  setCookie(site, reply, site.sessions.start(visitor))
}

export function endSession (site: Site, request: Request, reply: Reply): void {
  site.sessions.end(readId(site, request))
  setCookie(site, reply, '', 0)
}

/**
 * Ids need no encoding. If two cookies have our name, somebody else set one of them, so neither counts.
 */
function readId (site: Site, { headers }: Request): string {
  const prefix = `${nameFor(site)}=`
  const [cookie, ...more] = (headers.cookie ?? '').split(/; */).filter((pair) => pair.startsWith(prefix))
  return cookie === undefined || more.length > 0 ? '' : cookie.slice(prefix.length)
}

/** Lax, not Strict: visitors return from another site and must be recognized on that navigation. */
function setCookie (site: Site, reply: Reply, value: string, maxAge = 3600): void {
  const attributes = `Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure(site) ? '; Secure' : ''}`
  reply.header('set-cookie', `${nameFor(site)}=${value}; ${attributes}`)
}

function nameFor (site: Site): string {
  return isSecure(site) ? `__Host-${NAME}` : NAME
}

function isSecure ({ judge }: Site): boolean {
  return judge.origin.startsWith('https:')
}
