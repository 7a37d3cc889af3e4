const { performance } = require("node:perf_hooks")

const SWEEP = "/workflows/ledger-sync/sweep.js"

/** Preloaded into a store: answers what the benchmark asks its process. */
const answers = {
  /** The memory usage after a garbage collection, in bytes. */
  memory() {
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    return { rss, heapUsed }
  },

  /** How long a sweep of the plugin takes, in ms. */
  async sweep() {
    // The module that the plugin's job has loaded, not another copy of it.
    const file = Object.keys(require.cache).find((name) => name.endsWith(SWEEP))
    const { sweep } = require(file)
    const { container } =
      require.cache[
        require.resolve("@medusajs/framework", { paths: [process.cwd()] })
      ].exports
    const start = performance.now()
    await sweep(container)
    return performance.now() - start
  },
}

process.on("message", (message) => {
  if (Object.hasOwn(answers, message)) {
    Promise.resolve(answers[message]()).then(
      (answer) => process.send?.({ answer }),
      (error) => process.send?.({ error: String(error?.stack ?? error) })
    )
  }
})
