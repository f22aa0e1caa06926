import { createHash } from 'node:crypto'
import { HandoffRefused } from '../fakes/refusals.ts'
import type { Landing } from '../fakes/vendor.ts'
import { html, Html } from '../pages/html.ts'
import type { App, Request } from './app.ts'
import { sendPage } from './page.ts'
import type { Reply } from './reply.ts'
import { signInLink, toOwnUrl } from './request.ts'
import { POLICY } from './security.ts'
import { startSession } from './session-cookie.ts'
import type { Site } from './site.ts'

const MAX_NAME_LENGTH = 100

/**
 * No server sees a fragment, so the page posts it, after removing the token from the address bar. A form that is
 * submitted while the page is loading replaces it in the history.
 */
const SCRIPT = 'const[form]=document.forms;form.elements.fragment.value=location.hash.slice(1);' +
  "history.replaceState(null,'',location.pathname+location.search);form.submit()"
const SCRIPT_POLICY = `${POLICY}; script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`

/** Receives visitors from the host app with their token, by the vendor's rules. */
export function addHandoff (app: App, site: Site): void {
  const { way } = site.judge.vendor

  if (way.kind === 'page') {
    // Runs before any page is rendered, even where there is none: the vendor strips the token with a redirect.
    app.addHook((request, reply) => {
      if (request.method !== 'GET' || !toUrl(site, request).searchParams.has(way.parameter)) return undefined
      return receive(site, request, reply)
    })
    return
  }

  app.get(way.path, (request, reply) => {
    return way.kind === 'fragment' ? sendFragmentPage(site, request, reply) : receive(site, request, reply)
  })

  if (way.kind === 'form') {
    app.post(way.path, (request, reply) =>
      receive(site, request, reply, { method: 'POST', fields: request.form }))
  }

  if (way.kind === 'fragment') {
    app.post(way.path, (request, reply) =>
      receive(site, request, reply, { fragment: request.form.get('fragment') ?? '' }))
  }
}

/** Judges a request; `landing` says what differs from a bare GET. */
function receive (
  site: Site, request: Request, reply: Reply, landing: Partial<Landing> = {}
): Reply {
  const { judge } = site
  const bare: Landing = { method: 'GET', url: toUrl(site, request), fields: new URLSearchParams(), fragment: '' }
  try {
    const { email, name, returnTo } = judge.land({ ...bare, ...landing })
    startSession(site, request, reply, { email, name: name.slice(0, MAX_NAME_LENGTH) })
    return reply.redirect(returnTo)
  } catch (error) {
    if (!(error instanceof HandoffRefused)) throw error
    const { remoteLogoutUrl, vendor } = judge
    const report = remoteLogoutUrl === '' ? undefined : vendor.reportRefusal?.(remoteLogoutUrl, error)
    return report === undefined ? sendRefusal(site, request, reply, error) : reply.redirect(report)
  }
}

/** Joined, not resolved: a path that begins with two slashes would lead to another origin. */
function toUrl ({ judge }: Site, { url }: Request): URL {
  return new URL(`${judge.origin}/${url.slice(1)}`)
}

function sendFragmentPage (site: Site, request: Request, reply: Reply): Reply {
  reply.header('content-security-policy', SCRIPT_POLICY)
  return sendPage(site, request, reply, {
    title: 'Signing in',
    main: html`<h1>Signing you in</h1>
<form method="post"><input type="hidden" name="fragment"></form>
<noscript><p class="problem">Signing in here requires JavaScript. Turn it on and reload this page.</p></noscript>
<script>${new Html(SCRIPT)}</script>`
  })
}

/** A real help center says less. This one exists to say why. */
function sendRefusal (
  site: Site, request: Request, reply: Reply, { code, reason }: HandoffRefused
): Reply {
  const { settings, vendor: { name, returnParameter = '' } } = site.judge
  const returnTo = toOwnUrl(toUrl(site, request).searchParams.get(returnParameter), settings)
  return sendPage(site, request, reply, {
    status: 403,
    title: 'Sign-in refused',
    main: html`<h1>You could not be signed in</h1>
<div class="problem"><p>${reason}</p><p class="meta">Code: <code>${code}</code></p></div>
<p>This is a test help center, so it tells you why. ${name} itself may say less, or nothing.</p>
<p><a class="button" href="${signInLink(returnTo)}">Try to sign in again</a>
<a class="button quiet" href="/portal/en/home">Go on as a guest</a></p>
<p>The <a href="/admin">admin page</a> shows the settings and the last refusals.</p>`
  })
}
