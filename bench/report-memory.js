/**
 * Preloaded into a store: answers its parent's "memory" with what it uses, once
 * everything that can be is collected.
 */
process.on("message", (message) => {
  if (message === "memory") {
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    process.send?.({ rss, heapUsed })
  }
})
