/**
 * Gathers what is given until a pause after the first of it is over, and then
 * has all of it seen to at once, each thing once. A pause keeps no process up.
 *
 * @param pauseMs - in ms
 * @param act - handles its own failures
 */
export const createGatherer = (
  pauseMs: number,
  act: (things: string[]) => Promise<void>
): ((things: string[]) => void) => {
  let gathered: Set<string> | undefined
  return (things) => {
    if (gathered) {
      things.forEach((thing) => gathered?.add(thing))
      return
    }
    gathered = new Set(things)
    setTimeout(() => {
      const all = [...(gathered ?? [])]
      gathered = undefined
      void act(all)
    }, pauseMs).unref()
  }
}
