/** What `--help` prints: two examples first, all on one screen. */
export const help: Readonly<Record<string, string>> = {
  '': `Examples:
  npx fastify-help-center check https://app.example.com/help-center/login --provider zoho-desk --manual
  pbpaste | npx fastify-help-center inspect --provider zendesk --secret-env ZENDESK_SECRET

Commands:
  check     walk the sign-in of a running app as a browser does, and judge it by the vendor's contract
  inspect   explain a token, an address or a HAR from standard input
  explain   a code or a vendor's message: causes and cures
  try       serve one sign-in link for each variant that the vendor's documents leave open
  serve     run a stand-in for the help center beside your app

  <command> --help    what the command takes
  --version

Exit status: 0 nothing found, 1 findings, 2 could not check, 130 interrupted.
`,
  check: `Examples:
  npx fastify-help-center check https://app.example.com/help-center/login --provider zoho-desk \\
    --endpoint 'https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt=' \\
    --secret-env ZOHO_JWT_SECRET --storage-state state.json
  npx fastify-help-center check http://localhost:3000/sso --provider zendesk --manual

Options:
  --provider NAME        whose contract counts (required)
  --endpoint URL         the sign-in endpoint, as the vendor's screen shows it
  --help-center URL      home page of the help center
  --secret-env NAME      variable with the secret, or with the public key
  --secret-file FILE     the same in a file; - for standard input
  --storage-state FILE   session of a signed-in test user, as Playwright saves it
  --cookie-jar FILE      the same in Netscape's format (curl)
  --cookie-env NAME      variable with a Cookie header; flags are then unknown
  --header-env NAME      variable with a header line, such as "Authorization: Bearer …"
  --manual               sign in by hand, through an address on this machine
  --logout URL           also try the logout; it ends the session
  --also ORIGIN          another origin that may be visited; may be repeated
  --ca-file FILE         certificates to trust, as PEM
  --fail-on LEVEL        problem (default) or warning
  --json                 the report as one JSON object
  --no-color --no-input

Nothing is sent to the vendor: the walk ends before the token is delivered.
`,
  inspect: `Examples:
  pbpaste | npx fastify-help-center inspect --provider zendesk --secret-env ZENDESK_SECRET
  npx fastify-help-center inspect --provider zoho-desk --har walk.har --redact walk-clean.har

Options:
  --provider NAME       whose contract counts (required)
  --secret-env NAME     variable with the secret, or with the public key
  --secret-file FILE    the same in a file
  --har FILE            a recorded walk instead of standard input
  --redact FILE         write a copy of it without secrets
  --fail-on LEVEL       problem (default) or warning
  --json                the report as one JSON object
  --no-color --no-input
`,
  explain: `Examples:
  npx fastify-help-center explain FST_HELP_CENTER_INVALID_EMAIL
  npx fastify-help-center explain "user_token signature does not match"

Options:
  --json    as one JSON object
`,
  try: `Examples:
  npx fastify-help-center try --provider zoho-desk --endpoint 'https://…/signin/jwt/auth?return_to=&jwt=' \\
    --secret-env ZOHO_JWT_SECRET --email test@example.com
  npx fastify-help-center try --provider zoho-desk --endpoint 'https://…' --secret-file secret.txt \\
    --email test@example.com --print

Options:
  --provider NAME       whose open points to try (required)
  --email ADDRESS       of a test user (required)
  --endpoint URL        the sign-in endpoint, as the vendor's screen shows it
  --help-center URL     the page to return to
  --secret-env NAME     variable with the secret
  --secret-file FILE    the same in a file; - for standard input
  --print               print the links instead: each is a credential, do not paste it into a chat

For five minutes a page on this machine has a link for each variant, good for 60 seconds, and the same one after
its end, which the vendor has to refuse. Nothing is sent to the vendor until you follow a link.
`,
  serve: `Examples:
  npx fastify-help-center serve --provider zoho-desk --login-url http://localhost:3000/help-center/login
  npx fastify-help-center serve --provider discourse --login-url http://localhost:3000/sso --port 4001

Options:
  --provider NAME       which vendor to stand in for (required)
  --login-url URL       the address of your app to which it sends visitors (required)
  --logout-url URL      where it sends them after they signed out
  --port N              4000 if not given; 0 for any
  --secret-env NAME     variable with the secret, so that it stays the same; for Freshworks your key
  --secret-file FILE    the same in a file; - for standard input

It needs no account, sends nothing anywhere, and forgets everything when it ends.
`
}
