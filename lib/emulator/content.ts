import type { Visitor } from './sessions.ts'

export interface Ticket {
  readonly id: number
  readonly email: string
  readonly subject: string
  readonly message: string
  readonly at: number
}

export interface Comment {
  readonly author: string
  readonly text: string
  readonly at: number
}

export interface Topic {
  readonly id: number
  readonly title: string
  readonly text: string
  readonly author: string
  readonly at: number
  readonly comments: Comment[]
  readonly followers: Set<string>
}

const MAX_TICKETS = 500
const MAX_TOPICS = 100
const MAX_COMMENTS = 100
const MAX_FOLLOWERS = 1000

/** Everything that visitors wrote, in memory and capped: the newest replaces the oldest. */
export class Content {
  readonly #tickets: Ticket[] = []
  readonly #topics: Topic[] = []
  #lastId = 0

  constructor () {
    const at = Date.UTC(2026, 9, 5, 9, 30)
    const router = this.addTopic({
      title: 'Which router for a thick-walled house?',
      text: 'Ours is from 1890. The study gets nothing at all.',
      author: 'Imogen',
      at
    })
    this.addComment(router, {
      author: 'Tariq', text: 'Two access points on a cable. Nothing else worked for me.', at: at + 5_400_000
    })
    this.addTopic({
      title: 'A fixed IP address for home servers',
      text: 'Is there a plan that includes one? I found only the business plan.',
      author: 'Ola',
      at: at + 86_400_000
    })
  }

  /** Newest first. */
  get topics (): readonly Topic[] {
    return this.#topics.toReversed()
  }

  findTopic (id: string): Topic | undefined {
    return this.#topics.find((topic) => String(topic.id) === id)
  }

  /** Newest first. A help center joins tickets by e-mail, so those sent before signing in are included. */
  ticketsOf (visitor: Visitor): readonly Ticket[] {
    return this.#tickets.filter((ticket) => isSameEmail(ticket.email, visitor.email)).toReversed()
  }

  addTicket (ticket: Omit<Ticket, 'id'>): Ticket {
    return push(this.#tickets, { ...ticket, id: ++this.#lastId }, MAX_TICKETS)
  }

  addTopic (topic: Pick<Topic, 'title' | 'text' | 'author' | 'at'>): Topic {
    return push(this.#topics, { ...topic, id: ++this.#lastId, comments: [], followers: new Set() }, MAX_TOPICS)
  }

  addComment (topic: Topic, comment: Comment): void {
    push(topic.comments, comment, MAX_COMMENTS)
  }

  isFollowing (topic: Topic, { email }: Visitor): boolean {
    return topic.followers.has(email.toLowerCase())
  }

  /** Follows, or stops following. */
  toggleFollow (topic: Topic, visitor: Visitor): void {
    const follower = visitor.email.toLowerCase()
    if (topic.followers.delete(follower)) return
    if (topic.followers.size < MAX_FOLLOWERS) topic.followers.add(follower)
  }
}

function isSameEmail (a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function push<T> (list: T[], item: T, max: number): T {
  list.push(item)
  if (list.length > max) list.shift()
  return item
}
