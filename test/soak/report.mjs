/** One line while it runs. */
export function progressLine ({ logins }, { tokens, failures, event }, seconds) {
  return `${Math.round(seconds)} s: ${logins} logins (${Math.round(logins / seconds)}/s), ${tokens} tokens, ` +
    `${failures} failures, last event: ${event?.name ?? 'none'}`
}

/** All figures of a run, as plain data. */
export function describeRun ({ seed, traffic, checks, took, logBytes, closeTook, memory }) {
  return {
    seed,
    failures: checks.failures,
    details: checks.details,
    logins: traffic.logins,
    seconds: Math.round(took),
    loginsPerSecond: Math.round(traffic.logins / took),
    distinctTokens: checks.tokens,
    visits: traffic.visits,
    // What visitors saw of an event as its list allows, and how long after its end the last of them did.
    events: checks.events.map(({ name, expected, recovery, took }) =>
      ({ name, expectedMishaps: expected, recoveryMs: recovery, took })),
    worstRecoveryMs: Math.max(0, ...checks.events.map(({ recovery }) => recovery)),
    memory,
    logMiB: Math.round(logBytes / 2 ** 20),
    closeMs: closeTook,
    node: process.version
  }
}

/** The same for people. */
export function draw (figures) {
  const { details, events, visits, memory, ...plain } = figures
  const lines = [
    ...events.map(({ name, expectedMishaps, recoveryMs }) => `${name}: ${expectedMishaps} expected mishaps, recovered in ${recoveryMs} ms`),
    ...Object.entries({ ...visits, ...plain, ...memory, resources: JSON.stringify(memory.resources) }).map(([name, value]) => `${name}: ${value}`),
    ...details.map(({ what, event, detail }) => `FAILURE ${what} (event ${event}): ${detail}`)
  ]
  return lines.join('\n')
}
