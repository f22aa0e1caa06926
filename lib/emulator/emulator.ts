import type { AddressInfo } from 'node:net'
import type { Judge } from '../fakes/judge.ts'
import { html } from '../pages/html.ts'
import { addAdmin } from './admin.ts'
import { App, BadRequest, type SiteApp } from './app.ts'
import { addAssets } from './assets.ts'
import { addCommunity } from './community.ts'
import { Content } from './content.ts'
import { addHandoff } from './handoff.ts'
import { addKnowledgeBase } from './knowledge-base.ts'
import { sendPage } from './page.ts'
import { guard } from './security.ts'
import { Sessions } from './sessions.ts'
import { addSignIn } from './sign-in.ts'
import { addSignUp } from './sign-up.ts'
import type { Site } from './site.ts'
import { addTickets } from './tickets.ts'

/** The site of a help center: what a visitor sees, and the admin page. */
export interface Emulator {
  /** The site, created on first use: inject into it, or call `listen()`. */
  readonly app: SiteApp
  /**
   * Starts the server and resolves to the help center's origin.
   *
   * @default `host` 127.0.0.1, `port` 0: any free port
   */
  listen (options?: { port?: number, host?: string }): Promise<string>
  /** Stops the server, if there is one. */
  close (): Promise<void>
}

/** Builds the site that all vendors share around one vendor's judge. */
export function createEmulator (judge: Judge): Emulator {
  let app: App | undefined

  function open (): App {
    app ??= buildApp({ judge, sessions: new Sessions(judge.now), content: new Content() })
    return app
  }

  return {
    get app () { return open() },
    async listen ({ port = 0, host = '127.0.0.1' } = {}) {
      const { server } = open()
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ port, host }, () => { resolve() })
      })
      judge.settings.serveFrom(host, (server.address() as AddressInfo).port)
      return judge.origin
    },
    async close () {
      const server = app?.server
      if (server?.listening !== true) return
      await new Promise((resolve) => {
        server.close(resolve)
        // Browsers open connections before they need them, and would keep the server alive.
        server.closeAllConnections()
      })
    }
  }
}

function buildApp (site: Site): App {
  const app = new App(
    (request, reply) => sendPage(site, request, reply, {
      status: 404,
      title: 'Page not found',
      main: html`<h1>Page not found</h1>
<p>There is nothing at this address. <a href="/portal/en/home">Go to the home page</a>.</p>`
    }),
    (error, request, reply) => sendPage(site, request, reply, {
      status: error instanceof BadRequest ? error.status : 500,
      title: 'That did not work',
      main: html`<h1>That did not work</h1>
<p>${error instanceof BadRequest ? error.message : 'The help center made a mistake.'}</p>`
    })
  )
  guard(app, site)
  addAssets(app)
  addKnowledgeBase(app, site)
  addTickets(app, site)
  addCommunity(app, site)
  addSignIn(app, site)
  addHandoff(app, site)
  addSignUp(app, site)
  addAdmin(app, site)
  return app
}
