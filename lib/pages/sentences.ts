import { bare } from '../contract/bare-object.ts'
import type { HelpCenterError, HelpCenterErrorCode } from '../errors.ts'

/** What a visitor reads: fixed, so that nothing from the host, the vendor or the request gets onto a page. */
export interface Sentences {
  readonly title: string
  readonly explanation: string
}

const NOT_ALLOWED: Sentences = {
  title: 'You cannot sign in to the help center',
  explanation: 'Your account has no access to the help center. If you think it should, contact the people who run ' +
    'this site.'
}
const TROUBLE: Sentences = {
  title: 'Signing in does not work at the moment',
  explanation: 'Something went wrong on our side. Try again in a few minutes; if it happens again, contact the ' +
    'people who run this site.'
}

/** Errors that the visitor can do something about have their own text; for the rest, the code is enough for support. */
const BY_CODE: Partial<Record<HelpCenterErrorCode, Sentences>> = bare({
  FST_HELP_CENTER_NOT_SIGNED_IN: {
    title: 'You are not signed in',
    explanation: 'Sign in on this site first, then go to the help center again.'
  },
  FST_HELP_CENTER_TOO_MANY_SIGN_INS: {
    title: 'Too many redirects',
    explanation: 'You were sent back and forth between this site and the help center several times within seconds, ' +
      'so we stopped. Wait half a minute and try again; if it happens again, contact the people who run this site.'
  },
  FST_HELP_CENTER_INCOMPLETE_REQUEST: {
    title: 'Start in the help center',
    explanation: 'This sign-in has to start in the help center. Go there, and click "Sign in" again.'
  },
  FST_HELP_CENTER_REFUSED_BY_VENDOR: {
    title: 'The help center did not let you in',
    explanation: 'The help center refused your sign-in. You are still signed in on this site. Try again; if it ' +
      'happens again, contact the people who run this site.'
  },
  FST_HELP_CENTER_NOT_AUTHORIZED: NOT_ALLOWED,
  FST_HELP_CENTER_INVALID_EMAIL: NOT_ALLOWED,
  FST_HELP_CENTER_EMAIL_NOT_VERIFIED: {
    title: 'Confirm your e-mail address first',
    explanation: 'The help center recognizes you by your e-mail address. Confirm it on this site, then try again.'
  },
  FST_HELP_CENTER_UNKNOWN: {
    title: 'There is no help center here',
    explanation: 'The address is wrong, or this help center no longer exists. Check the address and try again.'
  }
})

/** For errors that another plugin of the host raised on our route: a rate limit, an overload, a guard. */
const BY_STATUS = new Map<number, Sentences>([
  [401, NOT_ALLOWED],
  [403, NOT_ALLOWED],
  [429, {
    title: 'Too many requests',
    explanation: 'This site received too many requests from you in a short time. Wait a minute, then try again.'
  }],
  [503, {
    title: 'Signing in is not possible right now',
    explanation: 'This site is busy or under maintenance. Try again in a few minutes.'
  }]
])

export function findSentences ({ code, statusCode }: Pick<HelpCenterError, 'code' | 'statusCode'>): Sentences {
  const byStatus = code === 'FST_HELP_CENTER_REQUEST_FAILED' ? BY_STATUS.get(statusCode) : undefined
  return byStatus ?? BY_CODE[code] ?? TROUBLE
}
