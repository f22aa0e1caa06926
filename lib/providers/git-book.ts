import type { Keys } from '../contract/check-option.ts'
import { pickClaims } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'

/** What `gitBook()` takes. */
export interface GitBookOptions<Claim extends string = string> {
  /**
   * URL of the GitBook site, such as `https://docs.example.com/` or `https://acme.gitbook.io/handbook`. Every
   * `location` is a page below it.
   */
  helpCenterUrl: string | undefined
  /**
   * The site's *private signing key*, pasted unchanged: its text is the key. Or a function that is called for it once
   * per request.
   */
  secret: Secret | undefined
  /**
   * Claims for GitBook's adaptive content, named as in the site's *visitor schema*: `{ plan: ({ custom }) =>
   * custom?.plan, language: 'locale' }`. GitBook asks for no identity, so none is sent by default. The names are yours:
   * list them as type argument (`gitBook<'plan' | 'language'>`), and a misspelled one is a compile error.
   *
   * @default none
   */
  claims?: { readonly [Name in Claim]?: ClaimSource | undefined } | undefined
  /**
   * Seconds from now to `exp`, from 1 to 2592000. GitBook keeps the token itself in a cookie, so this is the visitor's
   * session, and content stays adapted to these claims for as long. **A choice, not a fact**: GitBook's samples have
   * one and two hours; no ceiling is public. The token in the URL is valid for just as long.
   *
   * @default 3600
   */
  sessionLifetime?: number | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<GitBookOptions> = {
  helpCenterUrl: true, secret: true, claims: true, sessionLifetime: true, allowInsecure: true
}

/**
 * GitBook's *authenticated access* with a custom backend. Contract read on 2026-11-21.
 *
 * - Flow, parameters, algorithm and claims:
 *   https://gitbook.com/docs/site-access/authenticated-access/setting-up-a-custom-backend
 *   and https://github.com/GitbookIO/example-visitor-authentication
 * - There is no endpoint: the token goes in `jwt_token` to the page itself. GitBook takes it out of the address by a
 *   redirect of its own and keeps it in a cookie.
 * - Each site has its own key. For several sites, give each its own registration or login path.
 * - GitBook's sample joins site URL and `location` as text; here the page has to be below the site's address.
 * - Not public, hence not guessed: whether `location` has its first slash (both are read), a ceiling of `exp`, what a
 *   refusal looks like, whether GitBook reports a sign-out, and a URL that signs a visitor out.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const gitBook: <Claim extends string = string>(options: GitBookOptions<Claim>) => Provider =
  definePreset<GitBookOptions>('gitBook', OPTIONS, (options) => {
    const { helpCenterUrl, secret, claims, sessionLifetime = 3600, allowInsecure } = options

    return {
      id: 'git-book',
      displayName: 'GitBook',
      helpCenterUrl,
      inbound: { returnTo: { parameters: ['location'], form: 'bare-path' } },
      token: { kind: 'jwt', parameter: 'jwt_token', algorithm: 'HS256' },
      secret,
      claims: pickClaims(claims, {}),
      time: { claims: { iat: 'now', exp: 'sessionEnd' }, sessionLifetime },
      handoff: { kind: 'query', toPage: true },
      allowInsecure
    }
  })
