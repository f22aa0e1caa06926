import { defineFacts, documented, each, likely, unclear } from './define-facts.ts'

const HELP = 'https://help.zoho.com/portal'
const DATA_SECURITY = `${HELP}/en/kb/desk/user-management-and-security/data-security/articles`
const SEEN = unclear('code', { type: 'string', required: 'optional' }, 'Seen in one program, or in ASAP tokens.')

/** Zoho's article gives header, claims and fields of the screen; the rest is public code and neighbouring products. */
export const zohoDesk = defineFacts({
  vendor: 'zoho-desk',
  name: 'Zoho Desk',
  feature: 'JWT authentication mechanism for help center',
  preset: 'zohoDesk',
  guide: 'zoho-desk',
  sources: {
    article: {
      title: 'JWT authentication mechanism for help center',
      address: `${DATA_SECURITY}/jwt-authentication-mechanism-for-help-center`,
      read: '2026-11-21'
    },
    asap: {
      title: 'Debugging JWT-related errors while configuring the ASAP add-on',
      address: `${HELP}/kb/articles/debugging-jwt-related-errors-while-configuring-the-asap-add-on`,
      read: '2026-11-21'
    },
    analytics: {
      title: 'Zoho Analytics: test scenarios of single sign-on',
      address: 'https://zoho.com/analytics/api/v2/single-sign-on/intregration-test.html',
      read: '2026-11-21'
    },
    code: {
      title: 'liviubucel/help-desk, which serves this endpoint',
      address: 'https://github.com/liviubucel/help-desk',
      read: '2026-11-21'
    },
    catalyst: {
      title: 'Catalyst JS SDK, packages/auth/src/web.ts',
      address: 'https://github.com/catalystbyzoho/zcatalyst-sdk-js',
      read: '2026-11-21'
    }
  },
  inbound: {
    begins: likely('code', 'either'),
    parameters: {
      return_to: unclear('code', { role: 'return', forms: ['url'] }, 'One project reads it; no text names one.'),
      serviceurl: unclear('analytics', { role: 'return', forms: ['url'] }, 'Zoho Analytics, at the same endpoint.')
    }
  },
  token: {
    format: documented('article', 'jwt'),
    algorithms: documented('article', ['HS256']),
    header: documented('article', { typ: 'JWT' }),
    key: documented('article', { form: 'text', origin: 'vendor makes secret' }),
    claims: {
      jti: documented('article', { type: 'string', required: 'always' }, 'In the sample; not called required.'),
      exp: unclear('article', { type: 'integer', required: 'always', time: 'expires', unit: 'seconds' },
        'The name is documented. For the unit see time.formats.'),
      nbf: unclear('article', { type: 'integer', required: 'always', time: 'starts', unit: 'seconds' },
        'The name is documented. For the unit see time.formats.'),
      email: documented('article', { type: 'string', required: 'always', format: 'email' }),
      iat: likely('code', { type: 'integer', required: 'optional', time: 'issued', unit: 'seconds' },
        'Sent by several programs, not in the sample.'),
      ...each(['first_name', 'last_name', 'name', 'phone', 'sub'], SEEN),
      email_verified: unclear('code', { type: 'boolean', required: 'optional' })
    }
  },
  time: {
    maxLifetime: likely('asap', 600, 'Ten minutes, said of ASAP tokens.'),
    formats: unclear('article', [
      { unit: 'seconds', type: 'number' },
      { unit: 'milliseconds', type: 'string' },
      { unit: 'milliseconds', type: 'number' },
      { unit: 'seconds', type: 'string' },
      { unit: 'nanoseconds', type: 'string' }
    ], 'The sample has strings of nanoseconds, the ASAP article milliseconds; public code sends seconds.'),
    replay: unclear('article', 'jti', 'Assumed on the strict side.')
  },
  handoff: {
    way: likely('code', 'query'),
    token: likely('code', 'jwt'),
    endpoint: likely('code', '{helpCenter}/accounts/p/{portal}/signin/jwt/auth',
      'Copied from the admin screen, with ?return_to=&jwt= at its end.'),
    parameters: { return_to: likely('code', { carries: 'return', in: ['query'] }) }
  },
  logout: {
    parameters: {},
    signOut: unclear('catalyst', '{helpCenter}/accounts/p/{portal}/logout?serviceurl={returnTo}',
      'Other Zoho portals have it.')
  },
  admin: {
    place: likely('article', 'Setup > Help Center > User Authentication > JWT'),
    labels: {
      login: documented('article', 'Remote Login URL'),
      logout: documented('article', 'Remote Logout URL'),
      secret: documented('article', 'JWT Secret Key'),
      endpoint: documented('article', 'Signin End Point URL')
    }
  },
  questions: [
    { question: 'In which unit and type are exp, nbf and iat read?', asked: '2026-11-23' },
    { question: 'Which parameter of the Remote Login URL holds the page to return to?', asked: '2026-11-23' },
    { question: 'What comes with the Remote Logout URL?', asked: '2026-11-23' },
    { question: 'Is an e-mail created that the help center does not know?', asked: '2026-11-23' },
    { question: 'Is a jti refused the second time?', asked: '2026-11-23' },
    { question: 'What does a refusal look like?', asked: '2026-11-23' }
  ]
})
