import { defineFacts, documented, each, likely } from './define-facts.ts'

const TEXT = documented('article', { type: 'string', required: 'optional' })
const LIST = documented('article', { type: 'string', required: 'optional', format: 'comma-separated' }, 'Overwrites.')
const NUMBER = documented('article', { type: 'integer', required: 'optional' })

export const zendesk = defineFacts({
  vendor: 'zendesk',
  name: 'Zendesk',
  feature: 'JSON Web Token',
  preset: 'zendesk',
  guide: 'zendesk',
  sources: {
    article: {
      title: 'Article 4408845838874, JWT single sign-on',
      address: 'https://support.zendesk.com/hc/en-us/articles/4408845838874',
      read: '2026-11-23'
    },
    examples: {
      title: 'Example repository, at 3339d07, with pull request 34',
      address: 'https://github.com/zendesk/zendesk_jwt_sso_examples',
      read: '2026-11-23'
    },
    code: {
      title: 'solapi/documents, zendesk/login.md and logout.md',
      address: 'https://github.com/solapi/documents',
      read: '2026-11-21'
    }
  },
  inbound: {
    begins: documented('article', 'either'),
    parameters: {
      return_to: documented('article', { role: 'return', forms: ['url', 'path'] },
        'Absolute for the agent interface, relative for the help center.'),
      brand_id: documented('examples', { role: 'echo' }),
      locale_id: documented('examples', { role: 'echo' }),
      timestamp: documented('examples', { role: 'echo' }, 'Anybody can forge it: never take iat from it.')
    }
  },
  token: {
    format: documented('article', 'jwt'),
    algorithms: documented('article', ['HS256']),
    header: documented('article', { typ: 'JWT' }),
    key: documented('article', { form: 'text', origin: 'vendor makes secret' }),
    claims: {
      iat: documented('article', { type: 'integer', required: 'always', time: 'issued', unit: 'seconds' }),
      jti: documented('article', { type: 'string', required: 'always' }),
      email: documented('article', { type: 'string', required: 'always', format: 'email' }),
      name: documented('article', { type: 'string', required: 'always' }),
      ...each(['external_id', 'organization', 'phone'], TEXT),
      ...each(['organizations', 'organization_ids'], LIST),
      ...each(['locale', 'locale_id', 'organization_id'], NUMBER),
      remote_photo_url: documented('article', { type: 'string', required: 'optional', format: 'url' }),
      tags: documented('article', { type: 'array of strings', required: 'optional' }, 'Replaces the tags of the user.'),
      user_fields: documented('article', { type: 'object', required: 'optional' }, 'By field key.'),
      role: documented('article', {
        type: 'string', required: 'optional', values: ['end_user', 'user', 'agent', 'admin'], privileged: true
      }, 'Older texts have user for end_user. It changes the role of a user who exists.'),
      custom_role_id: documented('article', {
        type: 'integer', required: 'optional', onlyWith: { claim: 'role', value: 'agent' }, privileged: true
      })
    }
  },
  time: {
    maxAge: documented('article', 180),
    clockTolerance: documented('article', 180, 'iat may lie in the future by as much.'),
    replay: documented('article', 'jti')
  },
  handoff: {
    way: documented('article', 'form', 'A GET was to end on 2024-05-01.'),
    token: documented('article', 'jwt'),
    endpoint: documented('article', 'https://{account}.zendesk.com/access/jwt'),
    parameters: {
      return_to: documented('article', { carries: 'return', in: ['query', 'fields'] }),
      ...each(['brand_id', 'locale_id', 'timestamp'], documented('examples', { carries: 'echo', in: ['query'] },
        'One sample sends them back; the article asks for return_to alone.'))
    }
  },
  logout: {
    parameters: {
      email: documented('article', 'Who has signed out. Left out if the configured URL has an empty one.'),
      external_id: documented('article', 'The same by the claim external_id.'),
      brand_id: documented('article', 'The brand.'),
      return_to: likely('code', 'Where the visitor was.')
    },
    signOut: likely('code', 'https://{account}.zendesk.com/access/logout')
  },
  errors: documented('article', { parameter: 'kind', value: 'error', message: 'message' },
    'Without a logout URL a failure ends at /access/unauthenticated.'),
  admin: {
    place: documented('article', 'Admin Center > Account > Security > Single sign-on'),
    labels: {
      login: documented('article', 'Remote login URL'),
      logout: documented('article', 'Remote logout URL'),
      secret: documented('article', 'Shared secret'),
      name: documented('article', 'Configuration name'),
      update: documented('article', 'Update of external ids?'),
      button: documented('article', 'Show button when users sign in')
    }
  },
  questions: [
    { question: 'What are the texts of the errors?', asked: '2026-11-21' },
    { question: 'How long is a shared secret?', asked: '2026-11-21' },
    { question: 'Does any account still take a token by GET?', asked: '2026-11-23' }
  ]
})
