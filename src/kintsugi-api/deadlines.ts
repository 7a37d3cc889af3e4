/** When a call must be over, in ms since the epoch. */
export type Deadline = { deadline: number }

/** A {@link Deadline} for calls that no cart waits for. */
export type TimeLimits = Deadline & {
  /** How long one attempt may take, in ms; default: the option `timeoutMs`. */
  timeoutMs?: number
}
