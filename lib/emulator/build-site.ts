import type { FastifyError, FastifyInstance } from 'fastify'
import { addAdmin } from './admin.ts'
import { addAssets } from './assets.ts'
import { addCommunity } from './community.ts'
import { addHandoff } from './handoff.ts'
import { html } from '../pages/html.ts'
import { addKnowledgeBase } from './knowledge-base.ts'
import { sendPage } from './page.ts'
import { guard } from './security.ts'
import { addSignIn } from './sign-in.ts'
import { addSignUp } from './sign-up.ts'
import type { Site } from './site.ts'
import { addTickets } from './tickets.ts'

/** Adds every page to the app. */
export function buildSite (app: FastifyInstance, site: Site): void {
  guard(app, site)
  addAssets(app)
  addKnowledgeBase(app, site)
  addTickets(app, site)
  addCommunity(app, site)
  addSignIn(app, site)
  addHandoff(app, site)
  addSignUp(app, site)
  addAdmin(app, site)

  app.setNotFoundHandler((request, reply) => sendPage(site, request, reply, {
    status: 404,
    title: 'Page not found',
    main: html`<h1>Page not found</h1><p>There is nothing at this address. <a href="/portal/en/home">Go to the home page</a>.</p>`
  }))

  // Fastify's own complaints (an unknown content type, a body that is too large) and ours, as pages.
  app.setErrorHandler((error: FastifyError, request, reply) => sendPage(site, request, reply, {
    status: error.statusCode ?? 500,
    title: 'That did not work',
    main: html`<h1>That did not work</h1><p>${error.statusCode ? error.message : 'The help center made a mistake.'}</p>`
  }))
}
