import type { Handoff } from '../types.ts'
import { html, Html } from './html.ts'
import { hashSource, page, PAGE_POLICY } from './page.ts'

export type FormHandoff = Extract<Handoff, { method: 'POST' }>

/**
 * Submits the form while the page is still loading, so that the result replaces it in the history and Back skips it. If
 * a browser restores the page from its cache anyway, it reloads, to get an unused token.
 */
const SCRIPT = 'const [form]=document.forms;' +
  "addEventListener('pageshow',({persisted})=>{if(persisted)location.reload()});" +
  "form.submit();for(const field of form.querySelectorAll('input'))field.value=''"

/** @param nonce the nonce of the host's own policy, if it has one */
export function formPagePolicy (targets: readonly string[], nonce: string | undefined): string {
  const byNonce = nonce === undefined ? '' : ` 'nonce-${nonce}'`
  return `${PAGE_POLICY}; script-src ${hashSource(SCRIPT)}${byNonce}; form-action ${targets.join(' ')}`
}

/** A page that posts the token to the vendor; the button is for browsers without scripts. It loads nothing. */
export function formPage ({ url, fields }: FormHandoff, displayName: string, nonce: string | undefined): string {
  const inputs =
    Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
  return page('Continuing to the help center…', html`<form method="post" action="${url}">
${inputs}
<p>Signing you in to ${displayName}. If nothing happens, click Continue.</p>
<button>Continue</button>
</form>
<script nonce="${nonce ?? ''}">${new Html(SCRIPT)}</script>`)
}
