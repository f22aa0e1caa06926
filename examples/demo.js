// What the small examples share: settings from the environment, and one user in place of your user store.
const {
  ZOHO_SIGN_IN_ENDPOINT, ZOHO_JWT_SECRET, HELP_CENTER_URL, DEMO_EMAIL = 'demo@example.com', DEMO_PASSWORD = 'demo'
} = process.env

export const zoho = {
  signInEndpoint: ZOHO_SIGN_IN_ENDPOINT,
  secret: ZOHO_JWT_SECRET,
  helpCenterUrl: HELP_CENTER_URL
}

const demo = { id: '1', email: DEMO_EMAIL, emailVerified: true, firstName: 'Demo', lastName: 'User' }

export const users = {
  find: async (id) => id === demo.id ? demo : null,
  verify: async ({ email, password } = {}) => email === demo.email && password === DEMO_PASSWORD ? demo : null
}

// Without an action, the form goes to the address of the page with its query: the `next` in it is not lost.
export const SIGN_IN_FORM = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>
<form method="post"><h1>Sign in</h1>
<p><label>E-mail <input name="email" type="email" autocomplete="username" required></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<button>Sign in</button></form></html>`

export const readForm = async (_request, body) => Object.fromEntries(new URLSearchParams(body))

/** Whether this file is the one that was started, rather than imported by a test. */
export const isMain = (filename) => process.argv[1] === filename
