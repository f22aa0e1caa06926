import type { FastifyInstance, FastifyReply } from 'fastify'
import { bare } from '../contract/bare-object.ts'
import { invalidOption } from '../contract/check-option.ts'
import { silence } from '../contract/silence.ts'
import { errors } from '../errors.ts'
import type { HelpCenter, InternalHelpCenter } from './help-center.ts'
import type { Provider } from '../contract/contract.ts'
import { haveSameSecret } from '../contract/secret.ts'
import { describeThrown } from '../sign-in/hook.ts'
import type { UserType } from '../types.ts'

export interface HelpCenterRedirectOptions {
  /** Where to land in the help center: an absolute URL of it. Default: where the visit began, else its home page. */
  returnTo?: string | undefined
  /** A registration's `name`, where an app has several. */
  helpCenter?: string | undefined
}

type HelpCenters = Map<string, InternalHelpCenter>

const kHelpCenters = Symbol('fastify-help-center.helpCenters')
type Scope = FastifyInstance & { [kHelpCenters]?: HelpCenters }

/** All help centers of an app. Neighbouring scopes do not see each other, but must not share a secret either. */
const helpCentersOf = new WeakMap<FastifyInstance['server'], InternalHelpCenter[]>()

/**
 * Makes a help center known to its scope and the scopes below. Each scope that registers one has a table of its own,
 * which starts with what it inherits, so neighbouring scopes do not see each other.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION if the name is taken
 */
export function decorate (scope: Scope, helpCenter: InternalHelpCenter): void {
  const inherited = scope[kHelpCenters]
  if (inherited?.has(helpCenter.name) === true) {
    const cure = 'It is registered here already: give each registration a name of its own'
    throw invalidOption('name', JSON.stringify(helpCenter.name), cure)
  }
  const others = helpCentersOf.get(scope.server) ?? []
  for (const other of others) assertOwnSecret(helpCenter.provider, other)
  helpCentersOf.set(scope.server, [...others, helpCenter])
  if (Object.hasOwn(scope, kHelpCenters)) {
    inherited?.set(helpCenter.name, helpCenter)
    return
  }
  const helpCenters: HelpCenters = new Map([...inherited ?? [], [helpCenter.name, helpCenter]])
  scope.decorate(kHelpCenters, helpCenters)
  scope.decorate('helpCenter', (name?: string): HelpCenter => findHelpCenter(helpCenters, name))
  if (inherited === undefined) scope.decorateReply('helpCenterRedirect', helpCenterRedirect)
}

/** A secret that two help centers share makes the tokens of the one good at the other, past its `authorize`. */
function assertOwnSecret (provider: Provider | null, { name, provider: other }: InternalHelpCenter): void {
  if (provider === null || other === null || !haveSameSecret(provider, other)) return
  const isSame = provider.handoff.endpoint === other.handoff.endpoint && provider.helpCenterUrl === other.helpCenterUrl
  const cure = `The help center "${name}" has it too: give each a secret of its own`
  if (!isSame) throw invalidOption('secret', 'the secret of another registration', cure)
}

/**
 * Synchronous on purpose: it can be returned, awaited, or called from a plain handler. What goes wrong takes the road
 * of any error in the route that it answers.
 */
function helpCenterRedirect (
  this: FastifyReply, user: UserType | null | undefined, options: HelpCenterRedirectOptions = {}
): FastifyReply {
  const { [kHelpCenters]: helpCenters = new Map() } = this.server as Scope
  silence(user)
  const { returnTo, helpCenter } = bare({ ...options })
  silence(returnTo)
  findHelpCenter(helpCenters, helpCenter).redirect(this.request, this, user, returnTo)
    .catch((error: unknown) => { this.log.error({ failure: describeThrown(error) }, 'The answer could not be sent') })
  return this
}

/** Without a name: the one called `default`, else the only one. */
function findHelpCenter (helpCenters: HelpCenters, name?: string): InternalHelpCenter {
  const [only, ...others] = helpCenters.values()
  const found = helpCenters.get(name ?? 'default') ?? (name === undefined && others.length === 0 ? only : undefined)
  if (found !== undefined) return found
  throw new errors.NotRegistered(JSON.stringify(name ?? 'default'), `Known here: ${[...helpCenters.keys()].join(', ')}`)
}
