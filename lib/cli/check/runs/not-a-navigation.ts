import type { Course } from '../course.ts'
import { deepLink, makeInbound } from '../target.ts'
import type { Initiator } from '../session.ts'

const RUN = 'not-a-navigation'

export interface Quiet {
  what: string
  method?: string
  initiator?: Initiator
  headers: Record<string, string>
}

/** Requests that no person makes. */
export const QUIET: readonly Quiet[] = [
  { what: 'HEAD', method: 'HEAD', headers: {} },
  { what: 'Sec-Purpose: prefetch', headers: { 'sec-purpose': 'prefetch', purpose: 'prefetch' } },
  {
    what: 'a prefetch by Next.js',
    headers: { 'next-router-prefetch': '1', rsc: '1', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
  },
  {
    what: 'an image of another site',
    initiator: 'cross-site-page',
    headers: { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors', accept: 'image/*,*/*;q=0.8' }
  },
  { what: 'a frame of another site', initiator: 'cross-site-page', headers: { 'sec-fetch-dest': 'iframe' } }
]

/** The fifth run: requests that are no click must not make tokens. */
export async function runNoNavigation (course: Course): Promise<void> {
  const { target } = course
  if (target.contract.way === 'widget') return runForeignFetch(course)
  const { url } = makeInbound(target, deepLink(target))
  const made: string[] = []
  for (const { what, ...start } of QUIET) {
    const { end } = await course.walk({ url, ...start })
    if (course.isThrottled) {
      return course.note(RUN, 'not-checked', 'rate-limited', 'The app answered 429, so not all of these were tried.')
    }
    if (end.kind === 'handoff') made.push(what)
  }
  // A browser keeps most sessions out of such requests, and a token that goes unused harms nobody at once.
  if (made.length > 0) {
    return course.note(RUN, 'info', 'acts-on-prefetch', `A token was made for: ${made.join(', ')}.`, {
      title: 'The login URL makes tokens for requests that are no click',
      meaning: 'A token that is fetched ahead may be spent or expired when the person clicks.',
      cure: 'Answer only page navigations: refuse HEAD, Sec-Purpose: prefetch, and a Sec-Fetch-Dest other than ' +
        'document.'
    })
  }
  course.note(RUN, 'ok', 'acts-on-prefetch', 'HEAD, prefetches, images and frames get no token.')
}

/** A widget's token is for pages of the app; a page of somebody else's must not read it. */
async function runForeignFetch (course: Course): Promise<void> {
  const origin = 'https://stranger.example'
  const { end } = await course.walk({
    url: course.target.loginUrl,
    initiator: 'cross-site-page',
    headers: { origin, 'sec-fetch-site': 'cross-site' }
  })
  if (end.kind !== 'handoff') {
    return course.note(RUN, 'ok', 'token-for-strangers', 'A page of another site gets no ' +
    'token.')
  }
  const { headers } = end.handoff.answer
  const allowed = headers['access-control-allow-origin']
  if (allowed === origin && headers['access-control-allow-credentials'] === 'true') {
    return course.note(RUN, 'problem', 'token-for-strangers', 'A page of any other site may read the token: its ' +
      'origin is ' +
      'sent back in Access-Control-Allow-Origin, with credentials.')
  }
  course.note(RUN, 'info', 'token-for-strangers', 'A token was made for a page of another site, which cannot read it.')
}
