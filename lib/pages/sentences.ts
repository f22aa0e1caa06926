import { bare } from '../contract/bare-object.ts'
import type { HelpCenterError, HelpCenterErrorCode } from '../errors.ts'

/** What a visitor reads: fixed, so that nothing of the host, the vendor or the request gets onto a page. */
export interface Sentences {
  readonly title: string
  readonly explanation: string
}

const NOT_ALLOWED: Sentences = {
  title: 'You cannot sign in to the help center',
  explanation:
    'Your account has no access to the help center. If you think that it should, ask the people who run this site.'
}
const TROUBLE: Sentences = {
  title: 'Signing in does not work at the moment',
  explanation: 'Something went wrong on our side. Nothing is lost: try again in a few minutes.'
}

/** What the visitor can do something about has a text of its own; for the rest the code is enough for whoever helps. */
const BY_CODE: Partial<Record<HelpCenterErrorCode, Sentences>> = bare({
  FST_HELP_CENTER_NOT_SIGNED_IN: {
    title: 'You are not signed in',
    explanation: 'Sign in on this site first. Then you can go on to the help center.'
  },
  FST_HELP_CENTER_TOO_MANY_SIGN_INS: {
    title: 'Signing in goes round in circles',
    explanation: 'You were sent to and fro between this site and the help center several times within seconds. ' +
      'We stopped it. Wait half a minute and try again; if it goes on, tell the people who run this site.'
  },
  FST_HELP_CENTER_INCOMPLETE_REQUEST: {
    title: 'Start in the help center',
    explanation: 'Only the help center can begin this. Go there, and click "Sign in" again.'
  },
  FST_HELP_CENTER_REFUSED_BY_VENDOR: {
    title: 'The help center did not let you in',
    explanation: 'We sent you on, but the help center refused. You are still signed in on this site. ' +
      'If it happens again, tell the people who run this site.'
  },
  FST_HELP_CENTER_NOT_AUTHORIZED: NOT_ALLOWED,
  FST_HELP_CENTER_INVALID_EMAIL: NOT_ALLOWED,
  FST_HELP_CENTER_EMAIL_NOT_VERIFIED: {
    title: 'Confirm your e-mail address first',
    explanation: 'The help center knows you by your e-mail address. Confirm it on this site, then try again.'
  },
  FST_HELP_CENTER_UNKNOWN: {
    title: 'There is no help center here',
    explanation: 'The address is wrong, or this help center does not exist any more.'
  }
})

/** For an error that another plugin of the host raised on our route: a rate limit, an overload, a guard. */
const BY_STATUS = new Map<number, Sentences>([
  [401, NOT_ALLOWED],
  [403, NOT_ALLOWED],
  [429, {
    title: 'Too many requests',
    explanation: 'This site got too many requests from you within a short time. Wait a minute, then try again.'
  }],
  [503, {
    title: 'Signing in is not possible right now',
    explanation: 'This site is busy or under maintenance. Nothing is lost: try again in a few minutes.'
  }]
])

export function findSentences ({ code, statusCode }: Pick<HelpCenterError, 'code' | 'statusCode'>): Sentences {
  const byStatus = code === 'FST_HELP_CENTER_REQUEST_FAILED' ? BY_STATUS.get(statusCode) : undefined
  return byStatus ?? BY_CODE[code] ?? TROUBLE
}
