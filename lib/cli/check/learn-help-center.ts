import type { Target } from './target.ts'

/** The target with the help center's address, where the endpoint gives it away. */
export function learnHelpCenter (target: Target): Target {
  const { contract, endpoint, helpCenter } = target
  if (helpCenter || !endpoint) return target
  // One endpoint for all customers says nothing about this one.
  const isShared = contract.endpoint !== undefined && !contract.endpoint.includes('{')
  if (isShared || contract.returnIn === undefined) return target
  return { ...target, helpCenter: new URL('/', endpoint), isGuess: !ON_HELP_CENTER.has(contract.id) }
}

/** Vendors whose endpoint is on the host that visitors see. */
const ON_HELP_CENTER: ReadonlySet<string> = new Set(['zoho-desk', 'zendesk', 'help-scout-docs', 'mintlify'])
