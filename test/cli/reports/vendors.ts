import { createHmac, randomUUID } from 'node:crypto'
import { EMAIL, HELP_CENTER, jwt, now, post, redirect, returnTo, SECRET, toSignIn, type Visit } from './host.ts'

type Claims = Record<string, unknown>
type Sign = (claims: Claims) => string

export const ZENDESK = `${HELP_CENTER}/access/jwt`
export const FRESHWORKS = 'https://acme.myfreshworks.com/sp/OIDC/4711/implicit'
export const FEATUREBASE = 'https://acme.featurebase.app/api/v1/auth/access/jwt'
export const ZOHO = `${HELP_CENTER}/accounts/p/8-4711/signin/jwt/auth`
export const FORUM = `${HELP_CENTER}/session/sso_login`

/** The login route of a vendor, done right; `change` is what a report changes about the claims. */
export function zendesk (change: (claims: Claims) => Claims = same, sign: Sign = jwt) {
  return (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const claims = { iat: now(), jti: randomUUID(), email: EMAIL, name: 'Ada Lovelace' }
    const address = `${ZENDESK}?return_to=${encodeURIComponent(returnTo(visit.query))}`
    post(visit.response, address, { jwt: sign(change(claims)) })
  }
}

export function freshworks (sign: Sign, change: (claims: Claims) => Claims = same) {
  return (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const { query } = visit
    const claims = { iat: now(), sub: 'u-4711', email: EMAIL, nonce: query.get('nonce') }
    const parameters = new URLSearchParams({ state: query.get('state') ?? '', id_token: sign(change(claims)) })
    redirect(visit.response, `${FRESHWORKS}?${parameters}`)
  }
}

export function featurebase (change: (claims: Claims) => Claims = same) {
  return (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const claims = { email: EMAIL, userId: 'u-4711', name: 'Ada Lovelace', iat: now(), exp: now() + 300 }
    const parameters = new URLSearchParams({ jwt: jwt(change(claims)), return_to: returnTo(visit.query) })
    redirect(visit.response, `${FEATUREBASE}?${parameters}`)
  }
}

export function zoho (change: (claims: Claims) => Claims = same) {
  return (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const claims = { jti: randomUUID(), iat: now(), nbf: now() - 30, exp: now() + 300, email: EMAIL }
    const parameters = new URLSearchParams({ return_to: returnTo(visit.query), jwt: jwt(change(claims)) })
    redirect(visit.response, `${ZOHO}?${parameters}`)
  }
}

/** The token travels on the page itself. */
export function gitBook (change: (claims: Claims) => Claims = same) {
  return (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const location = visit.query.get('location') ?? ''
    const isPath = /^\/?[\w.~%-]+(?:\/[\w.~%-]+)*(?:[?#][\w.~%=&#-]*)?$/.test(location)
    const address = new URL(isPath ? location : '', `${HELP_CENTER}/`)
    address.searchParams.set('jwt_token', jwt(change({ iat: now(), exp: now() + 3600 })))
    redirect(visit.response, address.href)
  }
}

interface Forum {
  nonce?: (request: string) => string
  destination?: (asked: string) => string
}

export function discourse ({ nonce = readNonce, destination = same }: Forum = {}) {
  return (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const request = Buffer.from(visit.query.get('sso') ?? '', 'base64').toString()
    const asked = new URLSearchParams(request).get('return_sso_url') ?? ''
    const answer = new URLSearchParams({
      nonce: nonce(request),
      external_id: 'u-4711',
      email: EMAIL,
      name: 'Ada ' +
      'Lovelace'
    })
    const sso = Buffer.from(answer.toString()).toString('base64')
    const sig = createHmac('sha256', SECRET).update(sso).digest('hex')
    redirect(visit.response, `${destination(asked)}?${new URLSearchParams({ sso, sig })}`)
  }
}

function readNonce (request: string): string {
  return new URLSearchParams(request).get('nonce') ?? ''
}

function same<Value> (value: Value): Value {
  return value
}
