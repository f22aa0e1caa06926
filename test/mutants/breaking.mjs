/**
 * Mutants of one file: `[name, find, replace]`, and the tests that are to notice where these are not the group's.
 *
 * Keep `find` short, so that a line may change around it; it must stand in the file exactly once.
 */
export function breaking (file, tests, rows) {
  return rows.map(([name, find, replace, ownTests = tests]) => ({ name, file, find, replace, tests: ownTests }))
}
