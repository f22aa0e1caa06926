import { maskAddress } from '../redact.ts'
import type { Course, RunName } from './course.ts'
import { pageOf } from './handoff.ts'
import type { Answer } from './send.ts'
import { endpointOf } from './target.ts'
import type { Walk } from './walk.ts'

/** Chrome applies a page's form-action to every redirect after its form, so to the handoff too. */
export function judgeFormAction ({ answers }: Pick<Walk, 'answers'>, course: Course): void {
  const { target, handoff } = course
  // A form that posts the token is on a page of its own, with a policy of its own.
  if (target.contract.way === 'form' || target.contract.way === 'widget') return
  const page = target.contract.way === 'page' ? target.helpCenter : undefined
  const place = handoff?.address ?? endpointOf(target) ?? page
  for (const answer of answers) {
    const seen = pageOf(answer)
    if (!seen || seen.forms.length === 0) continue
    judgePolicies(answer, seen.policies, place, 'sign-in page', 'no-session', course)
  }
}

/** The page that posts the token needs a policy that lets it. */
export function judgeOwnForm (answer: Answer, action: URL, course: Course): void {
  judgePolicies(answer, pageOf(answer)!.policies, action, 'page that posts the token', 'session', course)
}

function judgePolicies (
  answer: Answer, inPage: readonly string[], place: URL | undefined, what: string, run: RunName, course: Course
): void {
  const policies = [...[answer.headers['content-security-policy'] ?? []].flat(), ...inPage]
  const lists = policies.flatMap((policy) => policy.split(',')).map(readFormAction).filter((list) => list !== undefined)
  if (lists.length === 0) return
  const page = `The ${what} ${maskAddress(answer.url)} has a form and a Content-Security-Policy with form-action`
  if (!place) {
    return course.note(run, 'not-checked', 'csp-form-action', `${page}; whether it names the handoff is not ` +
      'known: pass --endpoint.')
  }
  const refusing = lists.find((list) => !list.some((source) => allows(source, place, answer.url)))
  if (!refusing) return course.note(run, 'ok', 'csp-form-action', `${page}, which allows ${place.origin}.`)
  course.note(run, 'problem', 'csp-form-action', `${page} ${refusing.join(' ') || '(empty)'}, which does ` +
    'not ' +
    `name ${place.origin}.`)
}

function readFormAction (policy: string): string[] | undefined {
  const directive = policy.split(';').map((part) => part.trim().split(/\s+/))
    .find(([name = '']) => name.toLowerCase() === 'form-action')
  return directive?.slice(1)
}

function allows (source: string, place: URL, page: URL): boolean {
  const lower = source.toLowerCase()
  if (lower === '*') return true
  if (lower === "'self'") return place.origin === page.origin
  const { protocol: scheme } = place
  if (/^[a-z][a-z\d+.-]*:$/.test(lower)) return scheme === lower || (lower === 'http:' && scheme === 'https:')
  const parts = /^(?:([a-z][a-z\d+.-]*):\/\/)?(\*|(?:\*\.)?[^/:*]+)(?::(\d+|\*))?(\/.*)?$/.exec(lower)
  if (!parts) return false
  const [, wanted = page.protocol.slice(0, -1), host = '', port] = parts
  const protocol = place.protocol.slice(0, -1)
  const isScheme = protocol === wanted || (wanted === 'http' && protocol === 'https')
  const isHost = host === '*' || place.hostname === host || (host.startsWith('*.') &&
    place.hostname.endsWith(host.slice(1)))
  const isPort = port === undefined
    ? place.port === ''
    : port === '*' || port === place.port ||
    (place.port === '' && port === (protocol === 'https' ? '443' : '80'))
  return isScheme && isHost && isPort
}
