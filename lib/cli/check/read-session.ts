import type { Arguments } from '../arguments.ts'
import type { Surroundings } from '../run.ts'
import { readTextFile, readVariable } from '../secrets.ts'
import { UsageError } from '../usage-error.ts'
import { Session } from './session.ts'

/** The session of the test user, from wherever the command line says. */
export function readSession (args: Arguments, loginUrl: URL, surroundings: Pick<Surroundings, 'env'>): Session {
  const session = Session.nobody(loginUrl)
  const state = args.value('storage-state')
  const jar = args.value('cookie-jar')
  if (state !== undefined) addStorageState(session, readTextFile(state, 'storage-state'))
  if (jar !== undefined) addNetscape(session, readTextFile(jar, 'cookie-jar'))
  const cookieName = args.value('cookie-env')
  const headerName = args.value('header-env')
  const byHand = cookieName === undefined
    ? new Map()
    : readCookies(readVariable(cookieName, 'cookie-env',
      surroundings))
  const header = headerName === undefined ? undefined : readHeader(readVariable(headerName, 'header-env', surroundings))
  return session.with(byHand, header)
}

/** "a=1; b=2", with or without the header's name, as people copy it. */
function readCookies (text: string): Map<string, string> {
  const line = checkLine(text, 'cookie-env').replace(/^cookie:\s*/i, '')
  const pairs = line.split(';').map((pair) => pair.trim()).filter(Boolean)
  if (pairs.some((pair) => pair.indexOf('=') < 1)) {
    throw new UsageError('The variable of --cookie-env has to hold name=value, or several with "; " between them.')
  }
  return new Map(pairs.map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
  }))
}

function readHeader (text: string): readonly [string, string] {
  const [, name, value] = /^([\w-]+):[ \t]*(\S.*)$/.exec(checkLine(text, 'header-env')) ?? []
  if (name === undefined || value === undefined) {
    throw new UsageError('The variable of --header-env has to hold one header line, such as "Authorization: Bearer …".')
  }
  return [name.toLowerCase(), value]
}

function checkLine (text: string, option: string): string {
  const line = text.trim()
  if (/[^\t\x20-\x7e]/.test(line)) {
    throw new UsageError(`The variable of --${option} has line breaks or other characters that no header may have.`)
  }
  return line
}

interface StoredCookie {
  name: string,
  value: string,
  domain: string,
  path?: string,
  expires?: number
  httpOnly?: boolean,
  secure?: boolean,
  sameSite?: string
}

/** Playwright's storage state: `{ cookies: […], origins: […] }`. */
function addStorageState (session: Session, text: string): void {
  for (const cookie of parseCookies(text)) {
    const domain = cookie.domain.replace(/^\./, '')
    session.add({ ...cookie, domain, hostOnly: domain === cookie.domain, path: cookie.path ?? '/' })
  }
}

function parseCookies (text: string): StoredCookie[] {
  const complaint = 'The file of --storage-state is not what Playwright saves: { "cookies": [ … ] }.'
  let state: unknown
  try { state = JSON.parse(text) } catch { throw new UsageError(complaint) }
  const { cookies } = Object(state) as { cookies?: unknown }
  const isCookie = (one: unknown): one is StoredCookie => typeof one === 'object' && one !== null &&
    ['name', 'value', 'domain'].every((key) => typeof (one as Record<string, unknown>)[key] === 'string')
  if (!Array.isArray(cookies) || !cookies.every(isCookie)) throw new UsageError(complaint)
  return cookies
}

/** Domain, subdomains, path, secure, expiry, name, value, with tabs; curl marks HttpOnly in front. */
function addNetscape (session: Session, text: string): void {
  let count = 0
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/^#HttpOnly_/, '')
    if (line.trim() === '' || line.startsWith('#')) continue
    const [domain = '', subdomains, path = '/', secure, expires, name, value = ''] = line.split('\t')
    if (name === undefined) {
      throw new UsageError('The file of --cookie-jar is not in Netscape\'s format: seven fields with tabs between ' +
        'them.')
    }
    session.add({
      name,
      value,
      domain: domain.replace(/^\./, ''),
      path,
      hostOnly: subdomains !== 'TRUE',
      secure: secure === 'TRUE',
      httpOnly: raw.startsWith('#HttpOnly_'),
      expires: Number(expires)
    })
    count++
  }
  if (count === 0) throw new UsageError('The file of --cookie-jar has no cookies.')
}
