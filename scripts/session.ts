/** The type of session.mjs, which runs before anything is installed. */
export type Session = {
  /** After Ctrl-C or another signal to stop: the cleanup is running. */
  readonly interrupted: boolean
  /** Called when the command ends: done, failed, or Ctrl-C. Latest first. */
  onEnd(close: () => unknown): void
  /** Prints the title, does the work, prints the seconds it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>
}
