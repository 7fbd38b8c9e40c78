/**
 * One step as a process group of its own: its output goes on as it comes, and Ctrl-C reaches it once, with all
 * the processes it started.
 */
import { spawn } from 'node:child_process'

const exits = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }
const patience = 10_000
let interrupted = null
let running = null

for (const [signal, exit] of Object.entries(exits))
  process.on(signal, () => {
    interrupted ??= { signal, exit }
    end(signal)
    setTimeout(() => end('SIGKILL'), patience).unref()
  })

function end(signal) {
  try {
    if (running !== null) process.kill(-running.pid, signal)
  } catch {
    // the group has ended by itself
  }
}

/** The first signal that asked to stop, with the exit code it means; null while there was none. */
export const interruption = () => interrupted

/** Runs the packed Node. Gives stdout, and `exit`: its code, or the name of the signal that ended it. */
export function runStep(parameters, { cwd, env, print }) {
  const began = performance.now()
  return new Promise((done, fail) => {
    running = spawn(process.execPath, parameters, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    running.stdout.setEncoding('utf8').on('data', (text) => {
      out += text
      print(text)
    })
    running.stderr.setEncoding('utf8').on('data', print)
    running.on('error', fail)
    running.on('close', (code, signal) => {
      // a step that was interrupted may leave workers behind
      end('SIGKILL')
      running = null
      done({ exit: code ?? signal, out, seconds: (performance.now() - began) / 1000 })
    })
  })
}
