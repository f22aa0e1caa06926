import { defineFacts, documented, unclear } from './define-facts.ts'

export const featurebase = defineFacts({
  vendor: 'featurebase',
  name: 'Featurebase',
  feature: 'single sign-on',
  preset: 'featurebase',
  guide: 'featurebase',
  sources: {
    sso: {
      title: 'Single sign-on (SSO) authentication and data sync setup',
      address: 'https://help.featurebase.app/articles/0874531-single-sign-on-sso-authentication-and-data-sync-setup',
      read: '2026-11-21'
    },
    jwt: {
      title: 'Creating and signing a JWT for single sign-on',
      address: 'https://help.featurebase.app/articles/5257986-creating-and-signing-a-jwt-for-single-sign-on',
      read: '2026-11-23'
    },
    data: {
      title: 'Identifying users and syncing data',
      address: 'https://help.featurebase.app/articles/6151321-identifying-users-and-syncing-data',
      read: '2026-11-23'
    }
  },
  inbound: {
    begins: documented('sso', 'either'),
    parameters: { return_to: documented('sso', { role: 'return', forms: ['url'] }) }
  },
  token: {
    format: documented('jwt', 'jwt'),
    algorithms: documented('jwt', ['HS256']),
    header: documented('jwt', { typ: 'JWT' }),
    key: documented('jwt', { form: 'text', origin: 'vendor makes secret' }),
    someOf: documented('data', ['email', 'userId'], 'Both are advised.'),
    claims: {
      email: documented('data', { type: 'string', required: 'optional', format: 'email' }),
      userId: documented('data', { type: 'string', required: 'optional' }),
      name: documented('data', { type: 'string', required: 'optional' }),
      profilePicture: documented('data', { type: 'string', required: 'optional', format: 'url' }),
      locale: documented('data', { type: 'string', required: 'optional' }),
      tags: documented('data', { type: 'array of strings', required: 'optional' }),
      companies: documented('data', { type: 'array', required: 'optional', members: ['name'] },
        'Each has an id, too, which another article calls companyId.'),
      customFields: documented('data', { type: 'object', required: 'optional' }, 'Newer articles: at the top level.'),
      role: documented('data', { type: 'string', required: 'optional', privileged: true }, 'Enterprise plan.'),
      exp: unclear('jwt', { type: 'integer', required: 'optional', time: 'expires', unit: 'seconds' },
        'Whether it is looked at is not public.')
    }
  },
  time: {},
  handoff: {
    way: documented('sso', 'query'),
    token: documented('sso', 'jwt'),
    endpoint: documented('sso', 'https://{organization}.featurebase.app/api/v1/auth/access/jwt',
      'Public code of one company uses its own domain.'),
    parameters: { return_to: documented('sso', { carries: 'return', in: ['query'] }) }
  },
  logout: { parameters: {} },
  admin: {
    place: documented('jwt', 'Settings > Access & Security > Security',
      'Before: Settings > Security > Get JWT Secret.'),
    labels: {
      login: documented('sso', 'SSO URL'),
      secret: documented('jwt', 'JWT Secret')
    }
  },
  questions: [
    { question: 'Is exp honoured, and is a token refused the second time?', asked: '2026-11-23' },
    { question: 'What does a refusal look like?', asked: '2026-11-21' },
    { question: 'Is a sign-out reported?', asked: '2026-11-21' },
    { question: 'How long is a JWT secret?', asked: '2026-11-21' }
  ]
})
