const { performance } = require("node:perf_hooks")

const { createRequire } = require("node:module")
const { join } = require("node:path")

/**
 * The statements of this process since it was first asked for them, and the
 * clients that sent them. Texts contain ids: those of a long history would count
 * as the store's memory.
 */
const traffic = { isCounted: false, statements: new Map(), clients: new Set() }

const storeRequire = createRequire(join(process.cwd(), "medusa-config.js"))
const { Client } = storeRequire("@medusajs/framework/pg")
const { query } = Client.prototype
Client.prototype.query = function (config, ...rest) {
  traffic.clients.add(this)
  if (traffic.isCounted) {
    const text = typeof config === "string" ? config : config.text
    traffic.statements.set(text, (traffic.statements.get(text) ?? 0) + 1)
  }
  return query.call(this, config, ...rest)
}

const SWEEP = "/workflows/ledger-sync/sweep.js"
const REFRESH_REPORT = "/workflows/report/refresh-report.js"
const EVALUATE_ALERTS = "/workflows/alerts/evaluate-alerts.js"

/** The module that the plugin's jobs have loaded, not another copy of it. */
const loaded = (end) =>
  require(Object.keys(require.cache).find((name) => name.endsWith(end)))

const containerOfStore = () =>
  require.cache[
    require.resolve("@medusajs/framework", { paths: [process.cwd()] })
  ].exports.container

const MINUTE_MS = 60_000

/** Preloaded into a store: answers what the benchmark asks its process. */
const answers = {
  /** The memory usage after a garbage collection, in bytes. */
  memory() {
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    return { rss, heapUsed }
  },

  /** The statements since the first call, and the bytes that went to and fro. */
  traffic() {
    traffic.isCounted = true
    const streams = [...traffic.clients].map(
      ({ connection }) => connection.stream
    )
    return {
      statements: [...traffic.statements],
      bytes: streams.reduce(
        (sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten,
        0
      ),
    }
  },

  /** How long a sweep of the plugin takes, in ms. */
  async sweep() {
    const { sweep } = loaded(SWEEP)
    const start = performance.now()
    await sweep(containerOfStore())
    return performance.now() - start
  },

  /** How long an evaluation of alerts takes, in ms. */
  async evaluateAlerts() {
    const { evaluateAlerts } = loaded(EVALUATE_ALERTS)
    const start = performance.now()
    await evaluateAlerts(containerOfStore())
    return performance.now() - start
  },

  /** Reads orders for the tax report for a minute, or until all are read. */
  refreshReport() {
    return loaded(REFRESH_REPORT).refreshReport(containerOfStore(), MINUTE_MS)
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
