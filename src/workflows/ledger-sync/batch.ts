/**
 * Collects ids until a pause after the first one is over, and then handles all
 * of them at once, each once. The pause does not keep the process alive.
 *
 * @param pauseMs - in ms
 * @param act - handles its own failures
 */
export const createBatcher = (
  pauseMs: number,
  act: (things: string[]) => Promise<void>
): ((things: string[]) => void) => {
  let batch: Set<string> | undefined
  return (things) => {
    if (batch) {
      things.forEach((thing) => batch?.add(thing))
      return
    }
    batch = new Set(things)
    setTimeout(() => {
      const all = [...(batch ?? [])]
      batch = undefined
      void act(all)
    }, pauseMs).unref()
  }
}
