import { setImmediate } from 'node:timers/promises'

/** Memory after a forced collection, and what keeps the event loop alive, by kind. */
export async function measure () {
  // Twice, with a turn of the loop between: finalizers of the first free what the second collects.
  globalThis.gc()
  await setImmediate()
  globalThis.gc()
  const { heapUsed, rss } = process.memoryUsage()
  const resources = {}
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
  return { heapUsed, rss, resources, pid: process.pid }
}
