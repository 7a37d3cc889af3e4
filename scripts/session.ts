/** What session.mjs, which runs before anything is installed, hands on. */
export type Session = {
  /** Ctrl-C, or told to stop: the clearing up is under way. */
  readonly interrupted: boolean
  /** Called when the command is over: done, failed, or Ctrl-C. Latest first. */
  onEnd(close: () => void | Promise<void>): void
  /** Prints the title, does the work, prints the seconds it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>
}
