import { setTimeout as delay } from 'node:timers/promises'

const MAX_RSS = 200 * 2 ** 20
/** Bytes by which the heap may grow from warm to end; and per minute, over the last ten minutes of a long run. */
const MAX_GROWTH = 5 * 2 ** 20
const MAX_SLOPE = 50 * 1024

/** What the host app's process holds: heap, size and handles, measured while no visitor is there. */
export async function judgeMemory ({ host, checks }, [idle, ...samples], seconds) {
  let last = await host.call('measure')
  // Sockets and timers are gone soon, and not when time-outs are over.
  for (let attempt = 0; last.handles.length > idle.handles.length && attempt < 10; attempt++) {
    await delay(200)
    last = await host.call('measure')
  }
  if (last.handles.length > idle.handles.length) checks.violation('open handles are left', last.handles)

  // A younger process still compiles, and fills its pools; in a long run five minutes are allowed.
  const warmUp = seconds > 360 ? 300 : 10
  const warm = [...samples.filter(({ pid, age }) => pid === last.pid && age >= warmUp), last]
  const growth = last.heapUsed - warm[0].heapUsed
  const recent = warm.findLast(({ age }) => age <= last.age - 600) ?? last
  const slope = Math.round((last.heapUsed - recent.heapUsed) / Math.max(1, (last.age - recent.age) / 60))
  const rss = Math.max(...[...samples, last].map((sample) => sample.rss))
  const figures = { rss, heap: last.heapUsed, growth, slope, warmSamples: warm.length }
  const isTooMuch = rss > MAX_RSS || growth > MAX_GROWTH || slope > MAX_SLOPE
  if (isTooMuch) checks.violation('too much memory', JSON.stringify(figures))
  return figures
}
