import { defineFacts, documented } from './define-facts.ts'

export const canny = defineFacts({
  vendor: 'canny',
  name: 'Canny',
  feature: 'single sign-on redirect',
  preset: 'canny',
  guide: 'canny',
  sources: {
    redirect: {
      title: 'Setting up a single sign-on (SSO) redirect',
      address: 'https://help.canny.io/en/articles/1961021-setting-up-a-single-sign-on-sso-redirect',
      read: '2026-11-21'
    },
    tokens: {
      title: 'Widget: single sign-on',
      address: 'https://developers.canny.io/install/widget/sso',
      read: '2026-11-21'
    }
  },
  inbound: {
    begins: documented('redirect', 'either'),
    parameters: {
      redirect: documented('redirect', { role: 'return', forms: ['url'] }),
      companyID: documented('redirect', { role: 'echo', required: true }, 'Or configured: it is the same each time.')
    }
  },
  token: {
    format: documented('tokens', 'jwt'),
    algorithms: documented('tokens', ['HS256']),
    header: documented('tokens', { typ: 'JWT' }),
    key: documented('tokens', { form: 'text', origin: 'vendor makes secret' }),
    claims: {
      id: documented('tokens', { type: 'string', required: 'always' }),
      email: documented('tokens', { type: 'string', required: 'always', format: 'email' }),
      name: documented('tokens', { type: 'string', required: 'always' }),
      avatarURL: documented('tokens', { type: 'string', required: 'optional', format: 'url' }, 'Preferred.'),
      created: documented('tokens', { type: 'string', required: 'optional', format: 'date-time' }),
      companies: documented('tokens', { type: 'array', required: 'optional' }),
      customFields: documented('tokens', { type: 'object', required: 'optional' }),
      exp: documented('tokens', { type: 'integer', required: 'optional', time: 'expires', unit: 'seconds' })
    }
  },
  time: {},
  handoff: {
    way: documented('redirect', 'query'),
    token: documented('redirect', 'ssoToken'),
    endpoint: documented('redirect', 'https://canny.io/api/redirects/sso'),
    parameters: {
      redirect: documented('redirect', { carries: 'return', in: ['query'] }),
      companyID: documented('redirect', { carries: 'echo', in: ['query'], checked: true })
    }
  },
  logout: { parameters: {} },
  admin: { labels: { secret: documented('tokens', 'private SSO key') } },
  questions: [
    { question: 'How long is a private SSO key?', asked: '2026-11-21' },
    { question: 'Is a token refused the second time?', asked: '2026-11-21' },
    { question: 'What does a refusal look like?', asked: '2026-11-21' },
    { question: 'Is a sign-out reported, and which URL signs a visitor out?', asked: '2026-11-21' }
  ]
})
