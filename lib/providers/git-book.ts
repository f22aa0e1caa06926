import { assertOption, type Keys } from '../contract/check-option.ts'
import { pickClaims } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseUrlOption, stripTrailingSlashes } from '../contract/url-option.ts'

/** What `gitBook()` takes. */
export interface GitBookOptions<Claim extends string = string> {
  /**
   * URL of the GitBook site, such as `https://docs.example.com/` or `https://acme.gitbook.io/handbook`. Every
   * `location` is a page below it. Not its sign-in address, which would be part of every page.
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
   * one and two hours; no ceiling is public. Less than a minute counts as one. The token in the URL is valid for just
   * as long.
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

/** Below the address of every site. */
const SIGN_OUT = '/~gitbook/auth/logout'

/**
 * GitBook's *authenticated access* with a custom backend. Contract read on 2026-11-23.
 *
 * - Flow, parameters, algorithm, claims, and the site's own addresses for signing in and out:
 *   https://gitbook.com/docs/site-access/authenticated-access/setting-up-a-custom-backend and
 *   https://github.com/GitbookIO/example-visitor-authentication
 * - The receiving half is public: https://github.com/GitbookIO/gitbook, packages/gitbook/src/lib/visitors.ts
 * - There is no endpoint: the token goes in `jwt_token` to the page itself. GitBook takes it out of the address by a
 *   redirect of its own and keeps it in cookies, which browsers drop when the claims make them long. Scripts of the
 *   page can read the claims.
 * - A token that is refused begins the flow again, so a visitor sees the loop guard of this package.
 * - `<site>/~gitbook/auth/login` sends a visitor to the login URL with `location`; `…/logout` ends GitBook's session,
 *   and no other.
 * - Each site has its own key. For several sites, give each its own registration or login path.
 * - GitBook's sample joins site URL and `location` as text; here the page has to be below the site's address.
 * - Not public, hence not guessed: whether `location` has its first slash (both are read), and a ceiling of `exp`.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const gitBook: <Claim extends string = string>(options: GitBookOptions<Claim>) => Provider =
  definePreset<GitBookOptions>('gitBook', OPTIONS, (options) => {
    const { helpCenterUrl, secret, claims, sessionLifetime = 3600, allowInsecure } = options
    const site = parseUrlOption(helpCenterUrl, 'helpCenterUrl', 'Expected the URL of the site', { allowInsecure })
    assertOption(!`${site.pathname}/`.includes('/~gitbook/'), 'helpCenterUrl', site.origin + site.pathname,
      'Expected the site\'s own address: leave out "/~gitbook/…"')
    const signOut = `${site.origin}${stripTrailingSlashes(site.pathname)}${SIGN_OUT}`

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
      signOutUrl: () => signOut,
      allowInsecure
    }
  })
