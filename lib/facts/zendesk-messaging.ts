import { defineFacts, documented, likely } from './define-facts.ts'

export const zendeskMessaging = defineFacts({
  vendor: 'zendesk-messaging',
  name: 'Zendesk Messaging',
  feature: 'Messaging',
  preset: 'zendeskMessaging',
  guide: 'widget',
  sources: {
    article: {
      title: 'Article 4411666638746, signing in end users in messaging',
      address: 'https://support.zendesk.com/hc/en-us/articles/4411666638746',
      read: '2026-11-23'
    },
    code: {
      title: 'Public code that signs users in to the Web Widget',
      read: '2026-11-21'
    }
  },
  inbound: { begins: documented('article', 'company'), parameters: {} },
  token: {
    format: documented('article', 'jwt'),
    algorithms: documented('article', ['HS256']),
    header: likely('code', { typ: 'JWT', kid: '{keyId}' }),
    key: documented('article', { form: 'text', origin: 'vendor makes secret' }, 'Shown once.'),
    claims: {
      external_id: documented('article', { type: 'string', required: 'always' }),
      scope: likely('code', { type: 'string', required: 'always', equals: 'user' }),
      name: documented('article', { type: 'string', required: 'optional' }),
      email: documented('article', { type: 'string', required: 'optional', format: 'email' }),
      email_verified: likely('code', { type: 'boolean', required: 'optional' }),
      iat: likely('code', { type: 'integer', required: 'optional', time: 'issued', unit: 'seconds' }),
      exp: likely('code', { type: 'integer', required: 'optional', time: 'expires', unit: 'seconds' })
    }
  },
  time: {},
  handoff: {
    way: documented('article', 'widget'),
    token: documented('article', "zE('messenger', 'loginUser'"),
    parameters: {}
  },
  logout: { parameters: {}, signOut: likely('code', "zE('messenger', 'logoutUser')") },
  admin: {
    place: documented('article', 'Account > Security > End user authentication'),
    labels: { secret: documented('article', 'shared secret') }
  },
  questions: [
    { question: 'Is there a ceiling of exp?', asked: '2026-11-21' },
    { question: 'What does a refused token look like to the page?', asked: '2026-11-21' }
  ]
})
