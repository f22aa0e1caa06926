#!/usr/bin/env node
import { run } from './run.ts'

process.once('SIGINT', () => { process.exit(130) })
// Whoever reads the output may stop early: `| head`.
process.stdout.on('error', () => { process.exit(2) })
process.exitCode = await run(process.argv.slice(2), process)
