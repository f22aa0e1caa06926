import type { FastifyInstance, FastifyReply } from 'fastify'
import { bare } from '../contract/bare-object.ts'
import { invalidOption } from '../contract/check-option.ts'
import { silence } from '../contract/silence.ts'
import { errors } from '../errors.ts'
import type { HelpCenter, InternalHelpCenter } from './help-center.ts'
import type { Provider } from '../contract/contract.ts'
import { haveSameSecret } from '../contract/secret.ts'
import { describeThrown } from '../sign-in/thrown.ts'
import type { UserType } from '../types.ts'

/** Options of `reply.helpCenterRedirect()`. */
export interface HelpCenterRedirectOptions {
  /**
   * Where the visitor lands: an absolute URL of the help center, at most 2048 characters. Any other value is dropped,
   * and the visitor lands on the home page.
   *
   * @default where the visit began, else the help center's home page
   */
  returnTo?: string | undefined
  /**
   * The registration's `name`, if the app has several.
   *
   * @default the one called `default`, else the only one
   */
  helpCenter?: string | undefined
}

type HelpCenters = Map<string, InternalHelpCenter>

const kHelpCenters = Symbol('fastify-help-center.helpCenters')
type Scope = FastifyInstance & { [kHelpCenters]?: HelpCenters }

/** All help centers of an app. Sibling scopes do not see each other, but must not share a secret either. */
const helpCentersOf = new WeakMap<FastifyInstance['server'], InternalHelpCenter[]>()

/**
 * Makes a help center known to its scope and the scopes below. Each scope that registers one has its own table, which
 * starts with the inherited entries, so sibling scopes do not see each other.
 *
 * @returns whether the scopes around have none: then replies got their decorator here
 * @throws FST_HELP_CENTER_INVALID_OPTION if its name is taken, or its secret is that of another help center
 */
export function decorate (scope: Scope, helpCenter: InternalHelpCenter): boolean {
  const inherited = scope[kHelpCenters]
  if (inherited?.has(helpCenter.name) === true) {
    const cure = 'Expected a name that is not registered here yet'
    throw invalidOption('name', JSON.stringify(helpCenter.name), cure)
  }
  const others = helpCentersOf.get(scope.server) ?? []
  for (const other of others) assertOwnSecret(helpCenter.provider, other)
  others.push(helpCenter)
  helpCentersOf.set(scope.server, others)
  if (Object.hasOwn(scope, kHelpCenters)) {
    inherited?.set(helpCenter.name, helpCenter)
    return false
  }
  const helpCenters: HelpCenters = new Map([...inherited ?? [], [helpCenter.name, helpCenter]])
  scope.decorate(kHelpCenters, helpCenters)
  scope.decorate('helpCenter', (name?: string): HelpCenter => {
    const found = findHelpCenter(helpCenters, name)
    if (found !== undefined) return found
    const known = [...helpCenters.keys()].join(', ')
    throw new errors.NotRegistered(`as ${JSON.stringify(name ?? 'default')}`, `Known here: ${known}`)
  })
  if (inherited !== undefined) return false
  scope.decorateReply('helpCenterRedirect', helpCenterRedirect)
  return true
}

/** If two help centers shared a secret, the tokens of one would be valid at the other, bypassing its `authorize`. */
function assertOwnSecret (provider: Provider | null, { name, provider: other }: InternalHelpCenter): void {
  if (provider === null || other === null || !haveSameSecret(provider, other)) return
  const isSame = provider.handoff.endpoint === other.handoff.endpoint && provider.helpCenterUrl === other.helpCenterUrl
  const cure = `Expected a different secret: the help center "${name}" uses this one`
  if (!isSame) throw invalidOption('secret', 'the secret of another registration', cure)
}

/**
 * Synchronous on purpose: it can be returned, awaited, or called from a plain handler. Failures are answered by the
 * error page, or with `errorPage: false` by the error handler of the route.
 */
function helpCenterRedirect (
  this: FastifyReply, user: UserType | null | undefined, options: HelpCenterRedirectOptions = {}
): FastifyReply {
  const { [kHelpCenters]: helpCenters = new Map() } = this.server as Scope
  silence(user)
  const { returnTo, helpCenter } = bare({ ...options })
  silence(returnTo)
  const found = findHelpCenter(helpCenters, helpCenter)
  // Neither that name, which may come from a request, nor those of the others: the error may reach a browser.
  if (found === undefined) throw new errors.NotRegistered('under that name', 'Check the option helpCenter')
  found.redirect(this.request, this, user, returnTo)
    .catch((error: unknown) => { this.log.error({ failure: describeThrown(error) }, 'The answer could not be sent') })
  return this
}

/** Without a name, finds the one called `default`, else the only one. */
function findHelpCenter (helpCenters: HelpCenters, name?: string): InternalHelpCenter | undefined {
  const [only, ...others] = helpCenters.values()
  return helpCenters.get(name ?? 'default') ?? (name === undefined && others.length === 0 ? only : undefined)
}
