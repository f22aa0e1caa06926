import type { HelpCenterError } from '../errors.ts'
import { html } from './html.ts'
import { page, PAGE_POLICY } from './page.ts'
import { findSentences } from './sentences.ts'

export const ERROR_PAGE_POLICY = `${PAGE_POLICY}; form-action 'none'`

/**
 * The page that a visitor sees when something went wrong. It shows no input: the code and the request id are enough to
 * find the line in the log. The empty `href` repeats this request, with everything that the help center asked for.
 */
export function errorPage (
  error: Pick<HelpCenterError, 'code' | 'statusCode'>,
  { requestId, helpCenterUrl }: { requestId: string, helpCenterUrl: string | null }
): string {
  const { title, explanation } = findSentences(error)
  return page(title, html`<p>${explanation}</p>
<nav aria-label="What you can do">
<a href="">Try again</a>
${helpCenterUrl !== null && html`<a href="${helpCenterUrl}">Go to the help center</a>`}
</nav>
<p><small>Code <code>${error.code}</code>, request <code>${requestId}</code></small></p>`)
}
