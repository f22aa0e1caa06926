/** Nothing could be checked; the message is one clear sentence for the person who asked. */
export class CannotCheck extends Error {}
