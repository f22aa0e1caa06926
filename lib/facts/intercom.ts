import { defineFacts, documented, likely } from './define-facts.ts'

export const intercom = defineFacts({
  vendor: 'intercom',
  name: 'Intercom',
  feature: 'Messenger',
  preset: 'intercom',
  guide: 'widget',
  sources: {
    article: {
      title: 'Article 10589769, in its Japanese edition',
      address: 'https://www.intercom.com/help/en/articles/10589769',
      read: '2026-11-23'
    },
    developers: {
      title: 'Identity verification',
      address: 'https://developers.intercom.com/installing-intercom/web/identity-verification',
      read: '2026-11-21'
    },
    community: {
      title: 'A reply of the vendor in topic 14053',
      address: 'https://community.intercom.com',
      read: '2026-11-21'
    }
  },
  inbound: { begins: documented('developers', 'company'), parameters: {} },
  token: {
    format: documented('developers', 'jwt'),
    algorithms: documented('developers', ['HS256']),
    header: documented('developers', { typ: 'JWT' }),
    key: documented('developers', { form: 'text', origin: 'vendor makes secret' }),
    claims: {
      user_id: documented('article', { type: 'string', required: 'always' }, 'A token without it is refused.'),
      email: documented('developers', { type: 'string', required: 'optional', format: 'email' }),
      name: documented('developers', { type: 'string', required: 'optional' }),
      phone: documented('developers', { type: 'string', required: 'optional' }),
      exp: documented('developers', { type: 'integer', required: 'optional', time: 'expires', unit: 'seconds' },
        'Advised.')
    }
  },
  time: {},
  handoff: {
    way: documented('developers', 'widget'),
    token: documented('developers', 'intercom_user_jwt'),
    parameters: {}
  },
  logout: { parameters: {}, signOut: likely('developers', "Intercom('shutdown')") },
  admin: {
    place: documented('article', 'Settings > Channels > Messenger > Security'),
    labels: { secret: documented('article', 'Messenger API secret key'), app: documented('developers', 'app ID') }
  },
  questions: [
    { question: 'Is there a ceiling of exp?', asked: '2026-11-23' },
    { question: 'What does a refused token look like to the page?', asked: '2026-11-21' }
  ]
})
