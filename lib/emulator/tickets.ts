import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { drawFields, EMPTY, isValid, readFields } from './form.ts'
import type { Field, FormState } from './form.ts'
import { html } from '../pages/html.ts'
import { sendPage, time } from './page.ts'
import { readForm, readQuery, signInLink } from './request.ts'
import { findVisitor } from './session-cookie.ts'
import type { Visitor } from './sessions.ts'
import type { Site } from './site.ts'

const PERSON: readonly Field[] = [
  { name: 'name', label: 'Your name', max: 100, autocomplete: 'name' },
  { name: 'email', label: 'Your e-mail address', max: 254, kind: 'email', autocomplete: 'email' }
]
const QUESTION: readonly Field[] = [
  { name: 'subject', label: 'Subject', max: 120 },
  { name: 'message', label: 'What happened?', max: 2000, kind: 'long' }
]

// A signed-in visitor's address comes from the session alone, so nobody files tickets in another one's name.
const fieldsFor = (visitor: Visitor | undefined): readonly Field[] => visitor ? QUESTION : [...PERSON, ...QUESTION]

/** Everybody may submit a ticket; only signed-in visitors see theirs. */
export function addTickets (app: FastifyInstance, site: Site): void {
  const sendForm = (request: FastifyRequest, reply: FastifyReply, state: FormState): FastifyReply => {
    const visitor = findVisitor(site, request)
    const invalid = !isValid(state)
    return sendPage(site, request, reply, {
      status: invalid ? 422 : 200,
      title: invalid ? 'Problem: submit a ticket' : 'Submit a ticket',
      main: html`<h1>Submit a ticket</h1>
<p>${visitor ? html`We answer to <strong>${visitor.email}</strong>.` : html`Sign in first if you want to follow your ticket here.`}</p>
<form method="post" action="/portal/en/newticket">${drawFields(fieldsFor(visitor), state)}
<p><button class="button">Submit ticket</button></p></form>`
    })
  }

  app.get('/portal/en/newticket', (request, reply) => {
    const sent = readQuery(request).get('sent')
    if (sent === null) return sendForm(request, reply, EMPTY)
    return sendPage(site, request, reply, {
      title: 'Ticket submitted',
      main: html`<h1>Thank you</h1><p role="status">We have your ticket and answer by e-mail.</p><p><a href="/portal/en/newticket">Submit another one</a></p>`
    })
  })

  app.post('/portal/en/newticket', (request, reply) => {
    const visitor = findVisitor(site, request)
    const state = readFields(readForm(request), fieldsFor(visitor))
    if (!isValid(state)) return sendForm(request, reply, state)
    const { email, subject, message } = { ...state.values, ...visitor } as Record<'email' | 'subject' | 'message', string>
    site.content.addTicket({ email, subject, message, at: site.now() })
    return reply.redirect(visitor ? '/portal/en/myarea?sent' : '/portal/en/newticket?sent', 303)
  })

  app.get('/portal/en/myarea', (request, reply) => {
    const visitor = findVisitor(site, request)
    if (!visitor) return reply.redirect(signInLink(request.url), 303)
    const tickets = site.content.ticketsOf(visitor)
    return sendPage(site, request, reply, {
      title: 'My tickets',
      main: html`<h1>My tickets</h1>
${readQuery(request).has('sent') && html`<p class="done" role="status">We have your ticket and answer by e-mail.</p>`}
${tickets.length === 0 && html`<p>You have not submitted any tickets yet.</p>`}
<ul class="posts">${tickets.map(({ id, subject, message, at }) => html`<li><h2>${subject}</h2><p class="meta">Ticket ${id}, open, ${time(at)}</p><p class="text">${message}</p></li>`)}</ul>
<p><a class="button" href="/portal/en/newticket">Submit a ticket</a></p>`
    })
  })
}
