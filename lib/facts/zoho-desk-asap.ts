import { defineFacts, documented, each, likely } from './define-facts.ts'

const ARTICLES = 'https://help.zoho.com/portal/kb/articles'
const NAME = likely('page', { type: 'string', required: 'optional' })

export const zohoDeskAsap = defineFacts({
  vendor: 'zoho-desk-asap',
  name: 'Zoho Desk ASAP',
  feature: 'ASAP',
  preset: 'zohoDeskAsap',
  guide: 'widget',
  sources: {
    sdk: {
      title: 'JWT for authenticating users in the ASAP SDK',
      address: `${ARTICLES}/jwt-for-authenticating-users-in-the-asap-sdk`,
      read: '2026-11-21'
    },
    debugging: {
      title: 'Debugging JWT-related errors while configuring the ASAP add-on',
      address: `${ARTICLES}/debugging-jwt-related-errors-while-configuring-the-asap-add-on`,
      read: '2026-11-21'
    },
    enhanced: {
      title: 'Time to embrace the enhanced JWT, a topic of November 2022 in the community',
      address: 'https://help.zoho.com/portal/en/community',
      read: '2026-11-21'
    },
    page: {
      title: 'Public pages that embed ASAP 2.0',
      read: '2026-11-21'
    }
  },
  inbound: { begins: documented('enhanced', 'company'), parameters: {} },
  token: {
    format: documented('sdk', 'jwt'),
    algorithms: documented('sdk', ['HS256']),
    header: documented('sdk', { typ: 'JWT' }),
    key: documented('sdk', { form: 'text', origin: 'vendor makes secret' }, 'Not the secret of the help center.'),
    claims: {
      email: documented('sdk', { type: 'string', required: 'always', format: 'email' }),
      email_verified: documented('sdk', { type: 'boolean', required: 'always' }, 'true'),
      not_before: documented('sdk', { type: 'integer', required: 'always', time: 'starts', unit: 'milliseconds' },
        'Or nbf or iat, in seconds.'),
      not_after: documented('sdk', { type: 'integer', required: 'always', time: 'expires', unit: 'milliseconds' },
        'Or exp, in milliseconds.'),
      ...each(['nbf', 'iat'], documented('debugging', {
        type: 'integer', required: 'optional', time: 'starts', unit: 'seconds'
      }, 'Instead of not_before.')),
      exp: documented('debugging', { type: 'integer', required: 'optional', time: 'expires', unit: 'milliseconds' },
        'Instead of not_after.'),
      ...each(['first_name', 'last_name'], NAME)
    }
  },
  time: {
    maxLifetime: documented('debugging', 600),
    session: documented('enhanced', 3600)
  },
  handoff: {
    way: documented('enhanced', 'widget'),
    token: documented('enhanced', "ZohoDeskAsap.invoke('login'"),
    parameters: {}
  },
  logout: { parameters: {}, signOut: likely('page', "ZohoDeskAsap.invoke('logout')") },
  admin: { labels: { secret: documented('sdk', 'secret of the ASAP add-on') } },
  questions: [
    { question: 'Is an e-mail created that the help center does not know?', asked: '2026-11-23' },
    { question: 'Why was a token refused? The widget says nothing, and has a guest.', asked: '2026-11-23' }
  ]
})
