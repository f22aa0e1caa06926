import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const hash = promisify(scrypt)

/** A demo: everybody has the same password, and it stands here. A real app never knows a password in plain text. */
export const DEMO_PASSWORD = 'fern-and-wire'

const PEOPLE = [
  {
    id: 'u1',
    email: 'mira@example.com',
    emailVerified: true,
    firstName: 'Mira',
    lastName: 'Lindqvist',
    plan: 'Fibre 500'
  },
  {
    id: 'u2',
    email: 'tomas@example.com',
    emailVerified: true,
    firstName: 'Tomas',
    lastName: 'Okafor',
    plan: 'Fibre 100'
  },
  // Typed an address and never opened the mail sent to it: nobody knows yet whether it is hers.
  {
    id: 'u3',
    email: 'nadia@example.com',
    emailVerified: false,
    firstName: 'Nadia',
    lastName: 'Rossi',
    plan: 'Mobile S'
  }
]

/** The company's users. In life this is a database. */
export async function createUsers () {
  const users = await Promise.all(PEOPLE.map(async (person) => {
    const salt = randomBytes(16)
    return { ...person, salt, passwordHash: await hash(DEMO_PASSWORD, salt, 32) }
  }))
  const nobody = { salt: randomBytes(16), passwordHash: randomBytes(32) }

  return {
    find: (id) => users.find((user) => user.id === id),

    async verify (email, password) {
      const user = users.find((user) => user.email === email.toLowerCase())
      // An unknown address costs as much time as a wrong password, so that nobody learns who has an account.
      const { salt, passwordHash } = user ?? nobody
      const isRight = timingSafeEqual(await hash(password, salt, 32), passwordHash)
      return isRight ? user : undefined
    },

    confirmEmail (user) { user.emailVerified = true }
  }
}
