import { html } from '../pages/html.ts'
import type { App, Request } from './app.ts'
import { sendPage } from './page.ts'
import type { Reply } from './reply.ts'
import { readQuery, toOwnUrl } from './request.ts'
import { endSession, findVisitor } from './session-cookie.ts'
import type { Site } from './site.ts'

/** Sends visitors to the host app to sign in, and to sign out. */
export function addSignIn (app: App, site: Site): void {
  const { judge: { settings, vendor }, judge } = site

  app.get('/portal/en/signin', (request, reply) => {
    const returnTo = toOwnUrl(readQuery(request).get('return_to'), settings)
    if (findVisitor(site, request) !== undefined) return reply.redirect(returnTo)
    // Zoho: after deletion, end users are "required to establish a self-sign-up".
    if (settings.secret === undefined) {
      return reply.redirect(`/portal/en/signup?${new URLSearchParams({ return_to: returnTo })}`)
    }
    if (settings.remoteLoginUrl === '') return sendUnconfigured(site, request, reply)
    return reply.redirect(judge.remoteLogin(returnTo))
  })

  app.get('/portal/en/signout', (request, reply) => {
    const { email = '' } = findVisitor(site, request) ?? {}
    endSession(site, request, reply)
    const { home, remoteLogoutUrl, secret } = settings
    if (secret === undefined || remoteLogoutUrl === '') return reply.redirect(home)
    return reply.redirect(vendor.remoteLogout(remoteLogoutUrl, { email, home }))
  })
}

function sendUnconfigured (site: Site, request: Request, reply: Reply): Reply {
  const label = site.judge.vendor.admin.labels.remoteLoginUrl
  return sendPage(site, request, reply, {
    status: 503,
    title: 'Sign-in is not set up',
    main: html`<h1>Sign-in is not set up</h1><p>This help center does not know where to send you: its ${label} is empty.
<a href="/admin">Set it on the admin page</a>.</p>`
  })
}
