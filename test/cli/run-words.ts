import { Readable } from 'node:stream'
import { run, type Surroundings } from '../../lib/cli/run.ts'

/** Runs a command line in this process. */
export async function runWords (
  words: string[], { stdin = '', env = {}, isTTY = false }: {
    stdin?: string,
    env?: Record<string, string>,
    isTTY?: boolean
  } = {}
) {
  const written = { stdout: '', stderr: '' }
  const surroundings: Surroundings = {
    stdin: Object.assign(Readable.from([Buffer.from(stdin)]), { isTTY }),
    stdout: { write: (text: string) => { written.stdout += text } },
    stderr: { write: (text: string) => { written.stderr += text } },
    env
  }
  const status = await run(words, surroundings)
  return { status, ...written }
}
