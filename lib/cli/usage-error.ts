/** A command line, a file or an address that cannot be used: one clear sentence, exit status 2. */
export class UsageError extends Error {}
