import { defineFacts, documented } from './define-facts.ts'

export const helpScoutDocs = defineFacts({
  vendor: 'help-scout-docs',
  name: 'Help Scout Docs',
  feature: 'Restricted Docs',
  preset: 'helpScoutDocs',
  guide: 'help-scout-docs',
  sources: {
    api: {
      title: 'Restricted Docs',
      address: 'https://developer.helpscout.com/docs-api/restricted-docs/',
      read: '2026-11-23'
    },
    examples: {
      title: 'restricted-docs-examples at 1febe6b',
      address: 'https://github.com/helpscout/restricted-docs-examples',
      read: '2026-11-23'
    }
  },
  inbound: {
    begins: documented('examples', 'either'),
    parameters: {
      returnTo: documented('api', { role: 'return', forms: ['path'] }, 'Missing at a visit that begins there.')
    }
  },
  token: {
    format: documented('api', 'jwt'),
    algorithms: documented('examples', ['HS512']),
    header: documented('examples', { typ: 'JWT' }),
    key: documented('examples', { form: 'text', origin: 'vendor makes secret' }, 'It looks like base64.'),
    claims: {
      exp: documented('api', { type: 'integer', required: 'always', time: 'session-ends', unit: 'seconds' },
        'The sample has 60 seconds, and advises more.'),
      sub: documented('examples', { type: 'string', required: 'always' }, 'The sample has the e-mail.')
    }
  },
  time: {},
  handoff: {
    way: documented('examples', 'query'),
    token: documented('examples', 'token'),
    endpoint: documented('examples', '{docs}/authcallback'),
    parameters: { returnTo: documented('examples', { carries: 'return', in: ['query'] }) }
  },
  logout: { parameters: {} },
  admin: {
    labels: {
      login: documented('api', 'callbackConfiguration.signInUrl', 'A field of the Docs API; there is no screen.'),
      secret: documented('api', 'callbackConfiguration.sharedSecret')
    }
  },
  questions: [
    { question: 'Are other claims than exp and sub read?', asked: '2026-11-23' },
    { question: 'Is there a ceiling of exp?', asked: '2026-11-23' },
    { question: 'What does a refusal look like?', asked: '2026-11-21' },
    { question: 'Is a sign-out reported, and which URL signs a visitor out?', asked: '2026-11-21' }
  ]
})
