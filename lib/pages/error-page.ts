import type { HelpCenterErrorCode } from '../errors.ts'
import { html } from './html.ts'
import { page, PAGE_POLICY } from './page.ts'

interface Text { title: string, explanation: string }

const NOT_ALLOWED: Text = {
  title: 'You cannot sign in to the help center',
  explanation: 'Your account has no access to the help center. If you think that it should, ask the people who run this site.'
}
const TROUBLE: Text = {
  title: 'Signing in does not work at the moment',
  explanation: 'Something went wrong on our side. Nothing is lost: try again in a few minutes.'
}

/** What the visitor can do something about has a text of its own; for the rest the code is enough for whoever helps. */
const TEXTS: Partial<Record<HelpCenterErrorCode, Text>> = {
  FST_HELP_CENTER_NOT_SIGNED_IN: {
    title: 'You are not signed in',
    explanation: 'Sign in on this site first. Then you can go on to the help center.'
  },
  FST_HELP_CENTER_TOO_MANY_SIGN_INS: {
    title: 'Signing in goes round in circles',
    explanation: 'You were sent to and fro between this site and the help center several times within seconds. We stopped it. ' +
      'Wait half a minute and try again; if it goes on, tell the people who run this site.'
  },
  FST_HELP_CENTER_INCOMPLETE_REQUEST: {
    title: 'Start in the help center',
    explanation: 'Only the help center can begin this. Go there, and click "Sign in" again.'
  },
  FST_HELP_CENTER_REFUSED_BY_VENDOR: {
    title: 'The help center did not let you in',
    explanation: 'We sent you on, but the help center refused. You are still signed in on this site. If it happens again, ' +
      'tell the people who run this site.'
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
}

export const ERROR_PAGE_POLICY = `${PAGE_POLICY}; form-action 'none'`

/**
 * The page for a visitor to whom something went wrong. No input is shown: the code and the request's id are enough to
 * find the line in the log. The empty `href` leads to this same address, with all that the help center asked for.
 */
export function errorPage (
  code: HelpCenterErrorCode, { requestId, helpCenterUrl }: { requestId: string, helpCenterUrl: string | null }
): string {
  const { title, explanation } = TEXTS[code] ?? TROUBLE
  return page(title, html`<p>${explanation}</p>
<nav aria-label="What you can do">
<a href="">Try again</a>
${helpCenterUrl !== null && html`<a href="${helpCenterUrl}">To the help center</a>`}
</nav>
<p><small>Code <code>${code}</code>, request <code>${requestId}</code></small></p>`)
}
