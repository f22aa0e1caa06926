import { html } from '../pages/html.ts'
import type { App, Request } from './app.ts'
import { drawFields, EMPTY, isValid, PERSON, readFields, type Field, type FormState } from './form.ts'
import { sendPage, time } from './page.ts'
import type { Reply } from './reply.ts'
import { readQuery, signInLink } from './request.ts'
import { findVisitor } from './session-cookie.ts'
import type { Visitor } from './sessions.ts'
import type { Site } from './site.ts'

const QUESTION: readonly Field[] = [
  { name: 'subject', label: 'Subject', max: 120 },
  { name: 'message', label: 'What happened?', max: 2000, kind: 'long' }
]

/** Everybody can submit a ticket; only signed-in visitors see theirs. */
export function addTickets (app: App, site: Site): void {
  const { content, judge } = site

  app.get('/portal/en/newticket', (request, reply) => {
    if (!readQuery(request).has('sent')) return sendForm(site, request, reply, EMPTY)
    return sendPage(site, request, reply, {
      title: 'Ticket submitted',
      main: html`<h1>Thank you</h1><p role="status">We have your ticket and answer by e-mail.</p>
<p><a href="/portal/en/newticket">Submit another one</a></p>`
    })
  })

  app.post('/portal/en/newticket', (request, reply) => {
    const visitor = findVisitor(site, request)
    const state = readFields(request.form, fieldsFor(visitor))
    if (!isValid(state)) return sendForm(site, request, reply, state)
    const values = { ...state.values, ...visitor } as Record<'email' | 'subject' | 'message', string>
    const { email, subject, message } = values
    content.addTicket({ email, subject, message, at: judge.now() })
    return reply.redirect(visitor === undefined ? '/portal/en/newticket?sent' : '/portal/en/myarea?sent')
  })

  app.get('/portal/en/myarea', (request, reply) => {
    const visitor = findVisitor(site, request)
    if (visitor === undefined) return reply.redirect(signInLink(request.url))
    const tickets = content.ticketsOf(visitor)
    const sent = readQuery(request).has('sent')
    return sendPage(site, request, reply, {
      title: 'My tickets',
      main: html`<h1>My tickets</h1>
${sent && html`<p class="done" role="status">We have your ticket and answer by e-mail.</p>`}
${tickets.length === 0 && html`<p>You have not submitted any tickets yet.</p>`}
<ul class="posts">${tickets.map(({ id, subject, message, at }) => html`<li><h2>${subject}</h2>
<p class="meta">Ticket ${id}, open, ${time(at)}</p><p class="text">${message}</p></li>`)}</ul>
<p><a class="button" href="/portal/en/newticket">Submit a ticket</a></p>`
    })
  })
}

function sendForm (site: Site, request: Request, reply: Reply, state: FormState): Reply {
  const visitor = findVisitor(site, request)
  const valid = isValid(state)
  return sendPage(site, request, reply, {
    status: valid ? 200 : 422,
    title: valid ? 'Submit a ticket' : 'Problem: submit a ticket',
    main: html`<h1>Submit a ticket</h1>
<p>${visitor === undefined
? html`Sign in first if you want to follow your ticket here.`
: html`We answer to <strong>${visitor.email}</strong>.`}</p>
<form method="post" action="/portal/en/newticket">${drawFields(fieldsFor(visitor), state)}
<p><button class="button">Submit ticket</button></p></form>`
  })
}

/** A signed-in visitor's address comes only from the session, so nobody can submit tickets as somebody else. */
function fieldsFor (visitor: Visitor | undefined): readonly Field[] {
  return visitor === undefined ? [...PERSON, ...QUESTION] : QUESTION
}
