import type { ChildProcess } from "node:child_process"

/** The number of characters that are kept at each end of the output. */
const LIMIT = 10_000

export type Output = {
  /** The output so far; if it is long, its beginning and end. */
  readonly text: string
  /** Prints further output to this terminal too. */
  follow(): void
}

/** Keeps the output of a child, to show it only on demand. */
export const keepOutput = (child: ChildProcess): Output => {
  let beginning = ""
  let end = ""
  const keep = (chunk: Buffer) => {
    const text = String(chunk)
    const room = LIMIT - beginning.length
    beginning += text.slice(0, room)
    end = (end + text.slice(room)).slice(-LIMIT)
  }
  child.stdout?.on("data", keep)
  child.stderr?.on("data", keep)
  return {
    get text() {
      return end.length < LIMIT ? beginning + end : `${beginning}\n…\n${end}`
    },
    follow() {
      child.stdout?.pipe(process.stdout)
      child.stderr?.pipe(process.stderr)
    },
  }
}
