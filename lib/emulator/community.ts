import { html, type Html } from '../pages/html.ts'
import type { App, Request } from './app.ts'
import type { Topic } from './content.ts'
import { drawFields, EMPTY, isValid, readFields, type Field, type FormState } from './form.ts'
import { sendPage, time } from './page.ts'
import type { Reply } from './reply.ts'
import { signInLink } from './request.ts'
import { findVisitor } from './session-cookie.ts'
import type { Visitor } from './sessions.ts'
import type { Site } from './site.ts'

const TOPIC: readonly Field[] = [
  { name: 'title', label: 'Title', max: 120 },
  { name: 'text', label: 'Your question or idea', max: 2000, kind: 'long' }
]
const COMMENT: readonly Field[] = [{ name: 'text', label: 'Your comment', max: 2000, kind: 'long' }]

/** Guests can read; signed-in visitors can also add topics, comment and follow. */
export function addCommunity (app: App, site: Site): void {
  const { content, judge } = site

  app.get('/portal/en/community', (request, reply) => sendTopics(site, request, reply, EMPTY))

  app.post('/portal/en/community', (request, reply) => {
    const visitor = findVisitor(site, request)
    if (visitor === undefined) return sendAway(site, request, reply)
    const state = readFields(request.form, TOPIC)
    if (!isValid(state)) return sendTopics(site, request, reply, state)
    const values = state.values as Record<'title' | 'text', string>
    const { id } = content.addTopic({ ...values, author: publicName(visitor), at: judge.now() })
    return reply.redirect(`/portal/en/community/topic/${id}`)
  })

  app.get('/portal/en/community/topic/:id', (request, reply) => {
    const topic = content.findTopic(String(request.params.id))
    return topic === undefined ? app.callNotFound(request, reply) : sendTopic(site, request, reply, topic, EMPTY)
  })

  app.post('/portal/en/community/topic/:id/comments', (request, reply) => {
    const visitor = findVisitor(site, request)
    if (visitor === undefined) return sendAway(site, request, reply)
    const topic = content.findTopic(String(request.params.id))
    if (topic === undefined) return app.callNotFound(request, reply)
    const state = readFields(request.form, COMMENT)
    if (!isValid(state)) return sendTopic(site, request, reply, topic, state)
    const { text } = state.values as Record<'text', string>
    content.addComment(topic, { author: publicName(visitor), text, at: judge.now() })
    return reply.redirect(`/portal/en/community/topic/${topic.id}`)
  })

  app.post('/portal/en/community/topic/:id/follow', (request, reply) => {
    const visitor = findVisitor(site, request)
    if (visitor === undefined) return sendAway(site, request, reply)
    const topic = content.findTopic(String(request.params.id))
    if (topic === undefined) return app.callNotFound(request, reply)
    content.toggleFollow(topic, visitor)
    return reply.redirect(`/portal/en/community/topic/${topic.id}`)
  })
}

function sendTopics (site: Site, request: Request, reply: Reply, state: FormState): Reply {
  const visitor = findVisitor(site, request)
  return sendPage(site, request, reply, {
    status: isValid(state) ? 200 : 422,
    title: 'Community',
    main: html`<h1>Community</h1><ul class="posts">${site.content.topics.map(drawTopic)}</ul>
<section class="reply" aria-labelledby="add"><h2 id="add">Add a topic</h2>
${visitor === undefined
? invite('/portal/en/community', 'to add a topic')
: html`<form method="post" action="/portal/en/community">${drawFields(TOPIC, state)}
<p><button class="button">Add topic</button></p></form>`}</section>`
  })
}

function sendTopic (
  site: Site, request: Request, reply: Reply, topic: Topic, state: FormState
): Reply {
  const visitor = findVisitor(site, request)
  const { id, title, author, at, text, comments } = topic
  const path = `/portal/en/community/topic/${id}`
  return sendPage(site, request, reply, {
    status: isValid(state) ? 200 : 422,
    title,
    main: html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/portal/en/community">Community</a></nav>
<article><h1>${title}</h1><p class="meta">${author}, ${time(at)}</p><p class="text">${text}</p></article>
${visitor !== undefined && html`<form class="follow" method="post" action="${path}/follow"><button class="button quiet">
${site.content.isFollowing(topic, visitor) ? 'Stop following this topic' : 'Follow this topic'}</button></form>`}
<section aria-labelledby="comments"><h2 id="comments">Comments (${comments.length})</h2>
<ul class="posts">${comments.map(({ author, text, at }) => html`<li>
<p class="meta"><strong>${author}</strong>, ${time(at)}</p><p class="text">${text}</p></li>`)}</ul></section>
<section class="reply" aria-labelledby="add"><h2 id="add">Add a comment</h2>
${visitor === undefined
? invite(path, 'to comment on this topic or to follow it')
: html`<form method="post" action="${path}/comments">${drawFields(COMMENT, state)}
<p><button class="button">Add comment</button></p></form>`}</section>`
  })
}

/** A page rather than a redirect to the sign-in, which would leave the site: form-action forbids that after a form. */
function sendAway (site: Site, request: Request, reply: Reply): Reply {
  return sendPage(site, request, reply, {
    status: 401,
    title: 'Please sign in',
    main: html`<h1>Please sign in</h1>${invite('/portal/en/community', 'to take part in the community')}`
  })
}

function drawTopic ({ id, title, author, at, comments, followers }: Topic): Html {
  return html`<li><h2><a href="/portal/en/community/topic/${id}">${title}</a></h2>
<p class="meta">${author}, ${time(at)} · comments: ${comments.length} · followers: ${followers.size}</p></li>`
}

function invite (returnTo: string, purpose: string): Html {
  return html`<p><a href="${signInLink(returnTo)}">Sign in</a> ${purpose}.</p>`
}

/** Guests can read these pages, so a visitor without a name is shown only by the local part of the address. */
function publicName ({ name, email }: Visitor): string {
  return name === '' ? email.slice(0, email.indexOf('@')) : name
}
