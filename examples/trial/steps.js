import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** What to try with this vendor, one text each; their facts say what it can do. */
export function listSteps (provider, { hostUrl, origin }) {
  const { name, inbound, token } = require(`fastify-help-center/contracts/${provider}.json`)
  const article = `${origin}/portal/en/kb/articles/reset-your-router`
  const returns = Object.keys(inbound.parameters).length > 0
  const onlyThere = inbound.begins.value === 'vendor'
  return [
    returns
      ? `Sign in from an article, and land on it again:
     ${article}
     Look at "My tickets", then sign out: you are signed out on both sides.`
      : `Sign in from an article:
     ${article}
     ${name} tells no app which page that was, so you land on the home page.
     Look at "My tickets", then sign out: you are signed out on both sides.`,
    onlyThere
      ? `Sign in from the article as nadia@example.com, and see why she has to confirm her e-mail address first.
     Only ${name} begins a sign-in: "Open the help center" at ${hostUrl} leads there as for a guest.`
      : `Start from the app: sign in at ${hostUrl} and press "Open the help center".
     Then do it as nadia@example.com, and see why she has to confirm her e-mail address first.`,
    stepWithKey(name, hostUrl, token, onlyThere)
  ]
}

function stepWithKey (name, hostUrl, { key }, onlyThere) {
  if (key.value.origin === 'company makes pair') {
    return `Make another pair (openssl genpkey -algorithm rsa -out key.pem; openssl pkey -in key.pem -pubout),
     paste the public half on the admin page and sign in: the help center says why it refuses.
     Paste the private half at ${hostUrl}/settings and sign in again.`
  }
  const refusal = onlyThere
    ? `your app refuses the
     request of ${name}, signed with a key that it does not know.`
    : 'the help center says why it refuses.'
  return `Press "Regenerate secret key" on the admin page and sign in: ${refusal}
     Paste the new key at ${hostUrl}/settings and sign in again.`
}
