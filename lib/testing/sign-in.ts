import type { Judge } from '../fakes/judge.ts'
import { HandoffRefused, type RefusalCode } from '../fakes/refusals.ts'
import type { JsonObject } from '../fakes/strict-json.ts'
import { walk, type Injectable } from './walk.ts'

export interface SignInOptions {
  /**
   * The app under test, or anything else with Fastify's `inject()`. Without it, requests go over sockets to the address
   * in `remoteLoginUrl`.
   */
  app?: Injectable
  /** Sent with each request, such as the `cookie` of a session. Names in lower case. */
  headers?: Readonly<Record<string, string>>
  /** What the visitor types into the app's own sign-in form, by the name of the field. */
  typed?: Readonly<Record<string, string>>
  /**
   * The page of the help center on which the visitor clicks "Sign in".
   * @default the home page
   */
  returnTo?: string
}

/** How a sign-in ended. It is data, whatever happened: assert what your test is about. */
export interface SignInOutcome {
  signedIn: boolean
  /** The claims that the help center accepted. */
  claims: JsonObject | undefined
  /** Where the visitor ends: a page of the help center, one of the app, or without its query the refusing endpoint. */
  landedOn: string
  /** Status of the app's last answer. */
  status: number
  /** Why the help center refused. Undefined if nothing arrived there. */
  refusal: { code: RefusalCode, reason: string } | undefined
}

/** A visitor's way from "Sign in" at the help center through the app and back. */
export async function signIn (
  judge: Pick<Judge, 'origin' | 'remoteLogin' | 'receive'>, { app, headers = {}, typed, returnTo }: SignInOptions = {}
): Promise<SignInOutcome> {
  const { url, status, leaves } = await walk(judge.remoteLogin(returnTo), {
    app, headers, typed, helpCenter: judge.origin
  })
  const refused = { signedIn: false, claims: undefined, landedOn: withoutQuery(url), status }
  if (leaves === undefined) return { ...refused, landedOn: url, refusal: undefined }
  try {
    const { claims, returnTo: landedOn } = judge.receive(leaves)
    return { signedIn: true, claims, landedOn, status, refusal: undefined }
  } catch (error) {
    if (!(error instanceof HandoffRefused)) throw error
    return { ...refused, refusal: { code: error.code, reason: error.reason } }
  }
}

/** A token may be in either; outcomes end up in the logs of a build server. */
function withoutQuery (url: string): string {
  return String(url.split(/[?#]/, 1)[0])
}
