const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/** How often to check whether npm is still running, in ms. */
const WATCH_MS = 500

/**
 * One run of a command: its steps, printed with the seconds that each took, and
 * the resources to clean up at its end. The type is in session.ts.
 */
export const openSession = () => {
  const endings = []
  let ending
  let interrupted = false

  const end = () => (ending ??= endAll(endings))

  const interrupt = (signal) => {
    // npm passes on the Ctrl-C that the terminal has sent here already: the
    // second one must not interrupt the cleanup.
    interrupted = true
    void end().then(() => process.exit(EXIT_CODES[signal]))
  }
  for (const signal of Object.keys(EXIT_CODES)) {
    process.on(signal, () => interrupt(signal))
  }
  if (process.env.npm_lifecycle_event) {
    whenOrphaned(() => interrupt("SIGTERM"))
  }

  return {
    get interrupted() {
      return interrupted
    },

    onEnd: (close) => {
      endings.push(close)
    },

    async step(title, work) {
      const start = performance.now()
      process.stdout.write(`${title} ... `)
      const stopCounting = countSeconds(title, start)
      try {
        const result = await work()
        stopCounting()
        process.stdout.write(`${seconds(start)}\n`)
        return result
      } catch (error) {
        stopCounting()
        process.stdout.write(interrupted ? "stopped\n" : "failed\n")
        throw error
      }
    },

    /** Does the work, always cleans up, and exits with the work's status. */
    async run(work) {
      let status = 1
      try {
        status = await work()
      } catch (error) {
        if (!interrupted) {
          console.error(`\n${error instanceof Error ? error.message : error}`)
        }
      }
      await end()
      if (!interrupted) {
        process.exit(status)
      }
    },
  }
}

/**
 * Detects the end of the parent: npm passes a SIGTERM to the shell between npm
 * and us, and that shell may exit without passing it on.
 */
const whenOrphaned = (act) => {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer)
      act()
    }
  }, WATCH_MS)
  timer.unref()
}

/** Latest first, and all of them even if one fails. */
const endAll = async (endings) => {
  while (endings.length) {
    try {
      await endings.pop()()
    } catch (error) {
      console.error(`Cleanup failed: ${error.message}`)
    }
  }
}

/**
 * Counts the seconds behind a step's title, on a terminal: a step may take
 * minutes, and nothing else moves.
 *
 * @returns what ends it, with the cursor behind the title
 */
const countSeconds = (title, start) => {
  if (!process.stdout.isTTY) {
    return () => undefined
  }
  const write = (text) => process.stdout.write(`\r\x1b[K${title} ... ${text}`)
  const timer = setInterval(
    () => write(`${Math.round((performance.now() - start) / 1000)} s`),
    1_000
  )
  timer.unref()
  return () => {
    clearInterval(timer)
    write("")
  }
}

const seconds = (start) =>
  `${((performance.now() - start) / 1000).toFixed(1)} s`
