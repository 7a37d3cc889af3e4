import DataLoader from "dataloader"

/** How long the first call of a group waits for others, in ms. */
const WAIT_MS = 20

/** The same after a time without calls, in ms: for those of this tick. */
const FIRST_WAIT_MS = 1

/** After how much time without calls, in ms. */
const CALM_MS = 100

/** A statement with more rows would keep others waiting for their locks. */
const MOST = 100

/**
 * Makes one call of many that are made at about the same time, so that orders
 * that are reported side by side share their statements. Each caller waits for
 * its own result.
 *
 * @param act - handles a group; returns a result for each item, in their order.
 * If it fails, each item is tried by itself, so that none fails because of
 * another one
 * @param schedule - decides when a group is complete, from its first call on
 */
export const groupCalls = <Item, Result>(
  act: (items: Item[]) => Promise<Result[]>,
  schedule: (dispatch: () => void) => void = afterPause()
): ((item: Item) => Promise<Result>) => {
  const actAlone = async (item: Item): Promise<Result | Error> => {
    try {
      const [result] = await act([item])
      return result!
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }
  const loader = new DataLoader<Item, Result>(
    async (items) => {
      if (items.length > 1) {
        try {
          return await act([...items])
        } catch {
          // Each item's own error says what is wrong.
        }
      }
      return Promise.all(items.map(actAlone))
    },
    {
      cache: false,
      maxBatchSize: MOST,
      batchScheduleFn: schedule,
    }
  )
  return (item) => loader.load(item)
}

const afterPause = (): ((dispatch: () => void) => void) => {
  let lastAt = 0
  return (dispatch) => {
    const isCalm = Date.now() - lastAt > CALM_MS
    lastAt = Date.now()
    setTimeout(dispatch, isCalm ? FIRST_WAIT_MS : WAIT_MS)
  }
}
