/** Part of everything that must not reach a log, so that one search finds all of it. */
export const CANARY = 'canary'

/** The kind decides what the host app does with the user. */
export const userOf = (kind, number) => `${kind}-${CANARY}-${number}`
export const emailOf = (user) => `${user}@example.com`
