/** Resolves when requests that have arrived meanwhile were looked at. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
