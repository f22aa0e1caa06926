/**
 * Mutants of the draw that no test notices, and why none has to: `[id, change, reason]`. The draw prints the ids; they
 * do not depend on file and line. A survivor that is not here fails the draw.
 *
 * Only what is really so belongs here. A guard that no test looks after is a test to be written.
 */
export const survivors = {
  /** Nobody can tell the difference from outside. */
  equivalent: [],
  /** Words and style that the rule in wording.mjs does not know as such, and the wording of the log. */
  wording: [
    ['number-2d34df6bb', '1 → 2', 'allowShort: one byte is refused either way, as too short or as repeated']
  ],
  /** A limit or a default moved by one, where one more or less harms nobody. */
  limit: [
    ['number-1e003a00d', '300 → 301', 'UserVoice: default lifetime in seconds, one more harms nobody']
  ],
  /** Noticed, but not by the unit tests: by those of the package or in a browser. */
  elsewhere: []
}
