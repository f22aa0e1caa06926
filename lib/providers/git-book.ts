import { readOptions } from '../contract/check-option.ts'
import { nameClaimSources } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'

export interface GitBookOptions<Claim extends string = string> {
  /**
   * Address of the GitBook site, such as `https://docs.example.com/` or `https://acme.gitbook.io/handbook`. Every
   * `location` is a page below it.
   */
  helpCenterUrl: string | undefined
  /** The site's *private signing key*, as it is: its text is the key. Or a function that is asked for it per token. */
  secret: Secret | undefined
  /**
   * Claims for GitBook's adaptive content, named as in the site's *visitor schema*:
   * `{ plan: ({ custom }) => custom?.plan, language: 'locale' }`. GitBook asks for no identity, so none is sent by
   * default. The names are yours: list them as type argument (`gitBook<'plan' | 'language'>`), and a misspelled one is
   * a compile error.
   */
  claims?: { readonly [Name in Claim]?: ClaimSource | undefined } | undefined
  /**
   * Seconds from now to `exp`, from 1 to 2592000. Default: 3600. GitBook keeps the token itself in a cookie, so this is
   * the visitor's session, and content stays adapted to these claims for as long. **A choice, not a fact**: GitBook's
   * samples have one and two hours; no ceiling is public. The token in the URL is good for just as long.
   */
  sessionLifetime?: number | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = ['helpCenterUrl', 'secret', 'claims', 'sessionLifetime', 'allowInsecure']

/**
 * GitBook's *authenticated access* with a custom backend. Contract read on 2026-11-21.
 *
 * - Flow, parameters, algorithm and claims: https://gitbook.com/docs/site-access/authenticated-access/setting-up-a-custom-backend
 *   and https://github.com/GitbookIO/example-visitor-authentication
 * - There is no endpoint: the token goes in `jwt_token` to the page itself. GitBook takes it out of the address by a
 *   redirect of its own and keeps it in a cookie.
 * - Each site has a key of its own. For several sites, give each a registration or a login path of its own.
 * - GitBook's sample joins site URL and `location` as text; here the page has to be below the site's address.
 * - Not public, hence not guessed: whether `location` has its first slash (both are read), a ceiling of `exp`, what a
 *   refusal looks like, and whether GitBook tells of a sign-out or has an address for one.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function gitBook<Claim extends string = string> (options: GitBookOptions<Claim>): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { helpCenterUrl, secret, claims, sessionLifetime = 3600, allowInsecure } = options

  return defineProvider({
    id: 'git-book',
    displayName: 'GitBook',
    helpCenterUrl,
    inbound: { returnTo: { parameters: ['location'], form: 'bare-path' } },
    credential: { kind: 'jwt', parameter: 'jwt_token', algorithm: 'HS256', jti: false },
    secret,
    claims: nameClaimSources(claims, {}),
    time: {
      claims: { iat: 'now', exp: 'sessionEnd' },
      unit: 'seconds',
      type: 'number',
      lifetime: 60,
      backdate: 0,
      maxLifetime: 60,
      sessionLifetime
    },
    handoff: { kind: 'query', toPage: true },
    allowInsecure
  })
}
