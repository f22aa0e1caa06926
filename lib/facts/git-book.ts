import { defineFacts, documented, unclear } from './define-facts.ts'

export const gitBook = defineFacts({
  vendor: 'git-book',
  name: 'GitBook',
  feature: 'Authenticated access',
  preset: 'gitBook',
  guide: 'git-book',
  sources: {
    backend: {
      title: 'Setting up a custom backend',
      address: 'https://gitbook.com/docs/site-access/authenticated-access/setting-up-a-custom-backend',
      read: '2026-11-23'
    },
    docs: {
      title: 'GitbookIO/public-docs at 3d5c46e',
      address: 'https://github.com/GitbookIO/public-docs',
      read: '2026-11-23'
    },
    receiver: {
      title: 'GitbookIO/gitbook, packages/gitbook/src/lib/visitors.ts',
      address: 'https://github.com/GitbookIO/gitbook/blob/main/packages/gitbook/src/lib/visitors.ts',
      read: '2026-11-23'
    }
  },
  inbound: {
    begins: documented('backend', 'either'),
    parameters: {
      location: documented('backend', { role: 'return', forms: ['bare-path'] }, 'With or without its first slash.')
    }
  },
  token: {
    format: documented('backend', 'jwt'),
    algorithms: documented('backend', ['HS256']),
    header: documented('backend', {}),
    key: documented('backend', { form: 'text', origin: 'vendor makes secret' }),
    claims: {
      iat: documented('backend', { type: 'integer', required: 'always', time: 'issued', unit: 'seconds' }),
      exp: documented('receiver', { type: 'integer', required: 'optional', time: 'session-ends', unit: 'seconds' },
        'A token without it is kept for seven days. Further claims are the company\'s own.')
    }
  },
  time: {},
  handoff: {
    way: documented('backend', 'page'),
    token: documented('backend', 'jwt_token'),
    parameters: {}
  },
  logout: {
    parameters: {},
    signOut: documented('docs', '{site}/~gitbook/auth/logout')
  },
  admin: {
    place: documented('backend', 'Authenticated access'),
    labels: {
      login: documented('docs', 'Login URL', 'Formerly Fallback URL. Without a parameter location of its own.'),
      secret: unclear('backend', 'Private key'),
      schema: documented('docs', 'visitor schema')
    }
  },
  questions: [
    { question: 'Is there a ceiling of exp?', asked: '2026-11-23' },
    { question: 'Does GitBook report a sign-out to the company?', asked: '2026-11-23' },
    { question: 'Does location have its first slash?', asked: '2026-11-21' }
  ]
})
