import { defineFacts, documented, each, likely, unclear } from './define-facts.ts'

export const aha = defineFacts({
  vendor: 'aha',
  name: 'Aha!',
  feature: 'single sign-on with JSON web token',
  preset: 'aha',
  guide: 'aha',
  sources: {
    article: {
      title: 'Article 203636345, Configure single sign-on with JSON web token',
      address: 'https://support.aha.io/hc/en-us/articles/203636345-Configure-single-sign-on-with-JSON-web-token',
      read: '2026-11-23'
    },
    ideas: {
      title: 'Portal SSO, JSON Web Token',
      address: 'https://www.aha.io/support/ideas/integrations/portal-single-sign-on/configure-sso-ideas-portal-JSON',
      read: '2026-11-23'
    },
    receiver: {
      title: 'omniauth-jwt, at 947f83e',
      address: 'https://github.com/aha-app/omniauth-jwt',
      read: '2026-11-23'
    },
    code: { title: 'Public code of one customer', read: '2026-11-23' }
  },
  inbound: {
    begins: likely('code', 'either'),
    parameters: {
      return_to: likely('code', { role: 'return', forms: ['path'] }),
      state: likely('code', { role: 'echo' }, 'Documents: a state that is passed through leads to the right portal.')
    }
  },
  token: {
    format: documented('article', 'jwt'),
    algorithms: documented('article', ['HS256']),
    header: likely('code', {}, 'Its tokens have alg alone, and the receiver asks for no more.'),
    key: documented('article', { form: 'text', origin: 'vendor makes secret' }),
    claims: {
      iat: documented('article', { type: 'integer', required: 'always', time: 'issued', unit: 'seconds' }),
      jti: documented('article', { type: 'string', required: 'always' }),
      email: documented('article', { type: 'string', required: 'always', format: 'email' }),
      name: documented('receiver', { type: 'string', required: 'always' }, 'Required unless it is configured away.'),
      ...each(['first_name', 'last_name'], documented('article', { type: 'string', required: 'optional' },
        'The article lists both. The receiver asks for the whole name instead, which people with one name have.')),
      exp: documented('receiver', { type: 'integer', required: 'optional', time: 'expires', unit: 'seconds' },
        'The article asks for none; the library that reads the token refuses an expired one.')
    }
  },
  time: {
    maxAge: unclear('receiver', 300, 'It bounds iat if configured so; the figure of Aha! is not public.'),
    clockTolerance: unclear('receiver', 300, 'The bound holds both ways.'),
    replay: unclear('article', 'jti', 'What an id of its own is for; that a second use is refused is assumed.')
  },
  handoff: {
    way: documented('article', 'query'),
    token: documented('article', 'jwt'),
    endpoint: documented('article', 'https://{account}.ideas.aha.io/auth/jwt/callback',
      'Or what the screen shows: https://{account}.identity.aha.io/idea_portal_provider/jwt_callback/{id}.'),
    parameters: {
      return_to: likely('code', { carries: 'return', in: ['query'] }),
      state: likely('code', { carries: 'echo', in: ['query'], checked: true })
    }
  },
  logout: { parameters: {} },
  admin: {
    place: documented('ideas', 'Settings > Account > Ideas > Ideas portals > Users > SSO'),
    labels: {
      login: documented('ideas', 'Remote login URL'),
      logout: documented('ideas', 'Remote logout URL'),
      endpoint: documented('ideas', 'Callback URL'),
      secret: likely('code', 'JWT secret', 'Older texts: Secret key.'),
      access: documented('article', 'Access for Aha! users')
    }
  },
  questions: [
    { question: 'By how much may iat differ, and is a jti refused the second time?', asked: '2026-11-23' },
    { question: 'What is sent to the remote login URL, and is return_to ever absolute?', asked: '2026-11-23' },
    { question: 'Is a person without last_name refused?', asked: '2026-11-23' },
    { question: 'What does a refusal look like?', asked: '2026-11-23' },
    { question: 'Which URL signs a visitor out, and what does the remote logout URL get?', asked: '2026-11-23' },
    { question: 'How long is a JWT secret?', asked: '2026-11-23' }
  ]
})
