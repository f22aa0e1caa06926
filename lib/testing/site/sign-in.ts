import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { HandoffRefused } from '../refusals.ts'
import { html } from '../../pages/html.ts'
import { sendPage } from './page.ts'
import { readQuery, signInLink, toOwnUrl } from './request.ts'
import { endSession, findVisitor, startSession } from './session-cookie.ts'
import type { Site } from './site.ts'

const MAX_NAME_LENGTH = 100

/** The way to the host app and back, and out again. */
export function addSignIn (app: FastifyInstance, site: Site): void {
  const { settings, vendor } = site

  app.get('/portal/en/signin', (request, reply) => {
    const returnTo = toOwnUrl(readQuery(request).get('return_to'), settings)
    if (findVisitor(site, request)) return reply.redirect(returnTo, 303)
    // Zoho: after deletion, end users are "required to establish a self-sign-up".
    if (settings.secret === undefined) {
      return reply.redirect(`/portal/en/signup?${new URLSearchParams({ return_to: returnTo })}`, 303)
    }
    if (settings.remoteLoginUrl === '') return sendUnconfigured(site, request, reply)
    return reply.redirect(vendor.remoteLogin(settings.remoteLoginUrl, returnTo), 303)
  })

  app.get(vendor.signInPath, (request, reply) => {
    const parameters = readQuery(request)
    try {
      const { email, name, returnTo } = site.receive(parameters)
      startSession(site, request, reply, { email, name: name.slice(0, MAX_NAME_LENGTH) })
      return reply.redirect(returnTo, 303)
    } catch (error) {
      if (!(error instanceof HandoffRefused)) throw error
      return sendRefusal(site, request, reply, error, toOwnUrl(parameters.get('return_to'), settings))
    }
  })

  app.get('/portal/en/signout', (request, reply) => {
    endSession(site, request, reply)
    const isRemote = settings.secret !== undefined && settings.remoteLogoutUrl !== ''
    return reply.redirect(isRemote ? new URL(settings.remoteLogoutUrl).href : settings.home, 303)
  })
}

function sendUnconfigured (site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const label = site.vendor.admin.labels.remoteLoginUrl
  return sendPage(site, request, reply, {
    status: 503,
    title: 'Sign-in is not set up',
    main: html`<h1>Sign-in is not set up</h1><p>This help center does not know where to send you: its ${label} is empty. <a href="/admin">Set it on the admin page</a>.</p>`
  })
}

// A real help center says less. This one exists to say why.
function sendRefusal (
  site: Site, request: FastifyRequest, reply: FastifyReply, { code, reason }: HandoffRefused, returnTo: string
): FastifyReply {
  return sendPage(site, request, reply, {
    status: 403,
    title: 'Sign-in refused',
    main: html`<h1>You could not be signed in</h1>
<div class="problem"><p>${reason}</p><p class="meta">Code: <code>${code}</code></p></div>
<p>This is a test help center, so it tells you why. ${site.vendor.name} itself may say less, or nothing.</p>
<p><a class="button" href="${signInLink(returnTo)}">Try to sign in again</a> <a class="button quiet" href="/portal/en/home">Go on as a guest</a></p>
<p>The <a href="/admin">admin page</a> shows the settings and the last refusals.</p>`
  })
}
