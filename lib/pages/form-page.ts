import type { Handoff } from '../types.ts'
import { html, Html } from './html.ts'
import { hashSource, page, PAGE_POLICY } from './page.ts'

export type FormHandoff = Extract<Handoff, { method: 'POST' }>

/**
 * Posts the form while the page still loads, so that it takes this page's place in the history: Back does not meet it.
 * Should a browser bring it back from its cache all the same, it begins anew, with a token that was not used.
 */
const SCRIPT = 'const [form]=document.forms;' +
  "addEventListener('pageshow',({persisted})=>{if(persisted)location.reload()});" +
  "form.submit();for(const field of form.querySelectorAll('input'))field.value=''"

/** @param nonce of the host's own policy, if it has one */
export function formPagePolicy (targets: readonly string[], nonce: string | undefined): string {
  const byNonce = nonce === undefined ? '' : ` 'nonce-${nonce}'`
  return `${PAGE_POLICY}; script-src ${hashSource(SCRIPT)}${byNonce}; form-action ${targets.join(' ')}`
}

/** A page that hands the token over by posting it; the button serves browsers without scripts. Nothing is loaded. */
export function formPage ({ url, fields }: FormHandoff, displayName: string, nonce: string | undefined): string {
  const inputs =
    Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
  return page('On to the help center', html`<form method="post" action="${url}">
${inputs}
<p>You are being signed in at ${displayName}.</p>
<button>Continue</button>
</form>
<script nonce="${nonce ?? ''}">${new Html(SCRIPT)}</script>`)
}
