/**
 * Preloaded into a store: answers its parent's "memory" message with the memory
 * usage after a garbage collection.
 */
process.on("message", (message) => {
  if (message === "memory") {
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    process.send?.({ rss, heapUsed })
  }
})
