import { defineFacts, documented, likely, unclear } from './define-facts.ts'

export const freshworks = defineFacts({
  vendor: 'freshworks',
  name: 'Freshworks',
  feature: 'SSO with a custom JWT implementation',
  preset: 'freshworks',
  guide: 'freshworks',
  sources: {
    article: {
      title: 'SSO with a custom JWT implementation',
      address: 'https://support.freshworks.com/support/solutions/articles/50000000670',
      read: '2026-11-23'
    },
    sandbox: {
      title: 'Solution 11000000028069 of the support sandbox',
      address: 'https://supportsandbox.freshdesk.com/support/solutions/articles/11000000028069',
      read: '2026-11-23'
    },
    code: {
      title: 'civitai, src/server/integrations/freshdesk.ts, and two more integrations',
      address: 'https://github.com/civitai/civitai/blob/main/src/server/integrations/freshdesk.ts',
      read: '2026-11-23'
    }
  },
  inbound: {
    begins: documented('article', 'vendor'),
    parameters: {
      state: documented('article', { role: 'echo', required: true }),
      nonce: documented('article', { role: 'claim', required: true }),
      redirect_uri: documented('article', { role: 'destination' }, 'An older variant sends none.'),
      response_type: documented('article', { role: 'ignored' }, 'id_token'),
      client_id: documented('article', { role: 'ignored' }),
      scope: documented('article', { role: 'ignored' }, 'openid email profile')
    }
  },
  token: {
    format: documented('article', 'jwt'),
    algorithms: documented('article', ['RS256']),
    header: documented('article', { typ: 'JWT' }),
    key: documented('article', { form: 'pem', origin: 'company makes pair' },
      'The recipe makes 1024 bits; RFC 7518 wants 2048.'),
    claims: {
      sub: documented('article', { type: 'string', required: 'always' }, 'A stable id.'),
      email: documented('article', { type: 'string', required: 'always', format: 'email' }),
      iat: documented('article', { type: 'integer', required: 'always', time: 'issued', unit: 'seconds' }),
      nonce: documented('article', { type: 'string', required: 'always', copies: 'nonce' }),
      given_name: likely('code', { type: 'string', required: 'optional' }),
      family_name: likely('code', { type: 'string', required: 'optional' }),
      phone_number: likely('code', { type: 'string', required: 'optional' })
    }
  },
  time: {
    maxAge: unclear('article', 180, 'How long a token counts from iat is not public; three minutes are assumed.'),
    replay: likely('article', 'state', 'The nonce and state of a request are for one answer.')
  },
  handoff: {
    way: documented('article', 'query'),
    token: documented('article', 'id_token'),
    endpoint: documented('article', '{organization}/sp/OIDC/{number}/implicit',
      'Mostly on .myfreshworks.com; on .freshworks.com in the example.'),
    parameters: { state: documented('article', { carries: 'echo', in: ['query'], checked: true }) }
  },
  logout: { parameters: {} },
  admin: {
    labels: {
      login: documented('article', 'Authorization URL'),
      publicKey: documented('article', 'RSA Public Key'),
      endpoint: documented('article', 'Redirect URL'),
      logout: unclear('article', 'Logout URL')
    }
  },
  questions: [
    { question: 'For how long is a token taken after iat?', asked: '2026-11-23' },
    { question: 'Which further claims are read, and are given_name and family_name required?', asked: '2026-11-23' },
    { question: 'What comes with the logout URL, and which URL signs a visitor out?', asked: '2026-11-23' },
    { question: 'What does a refusal look like?', asked: '2026-11-21' }
  ]
})
