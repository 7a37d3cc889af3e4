import type { ChildProcess } from "node:child_process"

/** How many characters are kept of the beginning, and as many of the end. */
const KEPT = 10_000

export type Output = {
  /** What was printed so far; of much, the beginning and the end. */
  readonly text: string
  /** From now on, what is printed goes to this terminal too. */
  follow(): void
}

/** Keeps what a child prints, to show it only when somebody wants to know. */
export const keepOutput = (child: ChildProcess): Output => {
  let beginning = ""
  let end = ""
  const keep = (chunk: Buffer) => {
    const text = String(chunk)
    const room = KEPT - beginning.length
    beginning += text.slice(0, room)
    end = (end + text.slice(room)).slice(-KEPT)
  }
  child.stdout?.on("data", keep)
  child.stderr?.on("data", keep)
  return {
    get text() {
      return end.length < KEPT ? beginning + end : `${beginning}\n…\n${end}`
    },
    follow() {
      child.stdout?.pipe(process.stdout)
      child.stderr?.pipe(process.stderr)
    },
  }
}
