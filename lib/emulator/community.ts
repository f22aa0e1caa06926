import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Topic } from './content.ts'
import { drawFields, EMPTY, isValid, readFields } from './form.ts'
import type { Field, FormState } from './form.ts'
import { html } from '../pages/html.ts'
import type { Html } from '../pages/html.ts'
import { sendPage, time } from './page.ts'
import { readForm, signInLink } from './request.ts'
import { findVisitor } from './session-cookie.ts'
import type { Visitor } from './sessions.ts'
import type { Site } from './site.ts'

type TopicRequest = FastifyRequest<{ Params: { id: string } }>

const TOPIC: readonly Field[] = [
  { name: 'title', label: 'Title', max: 120 },
  { name: 'text', label: 'Your question or idea', max: 2000, kind: 'long' }
]
const COMMENT: readonly Field[] = [{ name: 'text', label: 'Your comment', max: 2000, kind: 'long' }]

/** Guests read; signed-in visitors add topics, comment, and follow. */
export function addCommunity (app: FastifyInstance, site: Site): void {
  const sendTopics = (request: FastifyRequest, reply: FastifyReply, state: FormState): FastifyReply => {
    const visitor = findVisitor(site, request)
    return sendPage(site, request, reply, {
      status: isValid(state) ? 200 : 422,
      title: 'Community',
      main: html`<h1>Community</h1><ul class="posts">${site.content.topics.map(drawTopic)}</ul>
<section class="reply" aria-labelledby="add"><h2 id="add">Add a topic</h2>
${visitor
? html`<form method="post" action="/portal/en/community">${drawFields(TOPIC, state)}<p><button class="button">Add topic</button></p></form>`
: invite('/portal/en/community', 'to add a topic')}</section>`
    })
  }

  const sendTopic = (request: FastifyRequest, reply: FastifyReply, topic: Topic, state: FormState): FastifyReply => {
    const visitor = findVisitor(site, request)
    const path = `/portal/en/community/topic/${topic.id}`
    return sendPage(site, request, reply, {
      status: isValid(state) ? 200 : 422,
      title: topic.title,
      main: html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/portal/en/community">Community</a></nav>
<article><h1>${topic.title}</h1><p class="meta">${topic.author}, ${time(topic.at)}</p><p class="text">${topic.text}</p></article>
${visitor && html`<form class="follow" method="post" action="${path}/follow"><button class="button quiet">${site.content.isFollowing(topic, visitor) ? 'Stop following this topic' : 'Follow this topic'}</button></form>`}
<section aria-labelledby="comments"><h2 id="comments">Comments (${topic.comments.length})</h2>
<ul class="posts">${topic.comments.map(({ author, text, at }) => html`<li><p class="meta"><strong>${author}</strong>, ${time(at)}</p><p class="text">${text}</p></li>`)}</ul></section>
<section class="reply" aria-labelledby="add"><h2 id="add">Add a comment</h2>
${visitor
? html`<form method="post" action="${path}/comments">${drawFields(COMMENT, state)}<p><button class="button">Add comment</button></p></form>`
: invite(path, 'to comment on this topic or to follow it')}</section>`
    })
  }

  // Not a redirect to the sign-in: it would leave the site, which form-action forbids after a form.
  const sendAway = (request: FastifyRequest, reply: FastifyReply): FastifyReply => sendPage(site, request, reply, {
    status: 401,
    title: 'Please sign in',
    main: html`<h1>Please sign in</h1>${invite('/portal/en/community', 'to take part in the community')}`
  })

  app.get('/portal/en/community', (request, reply) => sendTopics(request, reply, EMPTY))

  app.post('/portal/en/community', (request, reply) => {
    const visitor = findVisitor(site, request)
    if (!visitor) return sendAway(request, reply)
    const state = readFields(readForm(request), TOPIC)
    if (!isValid(state)) return sendTopics(request, reply, state)
    const values = state.values as Record<'title' | 'text', string>
    const { id } = site.content.addTopic({ ...values, author: publicName(visitor), at: site.now() })
    return reply.redirect(`/portal/en/community/topic/${id}`, 303)
  })

  app.get('/portal/en/community/topic/:id', (request: TopicRequest, reply) => {
    const topic = site.content.findTopic(request.params.id)
    return topic ? sendTopic(request, reply, topic, EMPTY) : reply.callNotFound()
  })

  app.post('/portal/en/community/topic/:id/comments', (request: TopicRequest, reply) => {
    const visitor = findVisitor(site, request)
    if (!visitor) return sendAway(request, reply)
    const topic = site.content.findTopic(request.params.id)
    if (!topic) return reply.callNotFound()
    const state = readFields(readForm(request), COMMENT)
    if (!isValid(state)) return sendTopic(request, reply, topic, state)
    const { text } = state.values as Record<'text', string>
    site.content.addComment(topic, { author: publicName(visitor), text, at: site.now() })
    return reply.redirect(`/portal/en/community/topic/${topic.id}`, 303)
  })

  app.post('/portal/en/community/topic/:id/follow', (request: TopicRequest, reply) => {
    const visitor = findVisitor(site, request)
    if (!visitor) return sendAway(request, reply)
    const topic = site.content.findTopic(request.params.id)
    if (!topic) return reply.callNotFound()
    site.content.toggleFollow(topic, visitor)
    return reply.redirect(`/portal/en/community/topic/${topic.id}`, 303)
  })
}

const drawTopic = ({ id, title, author, at, comments, followers }: Topic): Html =>
  html`<li><h2><a href="/portal/en/community/topic/${id}">${title}</a></h2><p class="meta">${author}, ${time(at)} · comments: ${comments.length} · followers: ${followers.size}</p></li>`

const invite = (returnTo: string, purpose: string): Html =>
  html`<p><a href="${signInLink(returnTo)}">Sign in</a> ${purpose}.</p>`

// Guests read these pages, so a visitor without a name is shown by the part of the address that is no address.
const publicName = ({ name, email }: Visitor): string => name || email.slice(0, email.indexOf('@'))
