const { realpathSync } = require("node:fs")
const { join } = require("node:path")

const ROOT = realpathSync(join(__dirname, "../.."))

/** What a store loads of this repository: the plugin, as built, and its config. */
const OURS = [
  join(ROOT, ".medusa/server/"),
  join(ROOT, "integration-tests/store/"),
]

/** What a hook without a handler answers. */
const NO_ANSWER = Symbol.for("NOOP")

/** Set while a store runs; see integration-tests/http/boot-store.ts. */
const BOOTED_BY = "STORE_BOOTED_BY"

/**
 * A process that runs one store after the other, each on Medusa's modules as a
 * new process would find them: Medusa expects to start once in a process, but
 * loading it takes four times as long as starting it.
 */
class StoreProcess {
  #container = require("@medusajs/framework").container
  #kept = new Set([
    ...Reflect.ownKeys(this.#container.registrations),
    // For what a store still does in the background when it is closed.
    "logger",
  ])
  #hooks = replaceableHooks()
  #environment = { ...process.env }

  /** Removes what a file's store has left behind. */
  forgetStore() {
    const runningFor = process.env[BOOTED_BY]
    restoreEnvironment(this.#environment)
    if (runningFor) {
      // The next file's store would share databases and events with it.
      process.env[BOOTED_BY] = runningFor
      askForReplacement()
      return
    }
    const { MedusaModule } = require("@medusajs/framework/modules-sdk")
    const { FeatureFlag } = require("@medusajs/framework/utils")
    // A job that ran while its store was closed schedules itself again.
    Object.assign(global.WorkflowScheduler.storage ?? {}, {
      jobHandler: async () => undefined,
    })
    MedusaModule.clearInstances()
    FeatureFlag.flags = {}
    for (const name of Reflect.ownKeys(this.#container.registrations)) {
      if (!this.#kept.has(name)) {
        this.#container.register(name, undefined)
      }
    }
    this.#hooks.forget()
    forgetModules()
  }
}

/** The plugin keeps things in its modules, and registers what it defines. */
const forgetModules = () => {
  const { MEDUSA_SKIP_FILE } = require("@medusajs/framework/utils")
  for (const [path, { exports }] of Object.entries(require.cache)) {
    if (OURS.some((folder) => path.startsWith(folder))) {
      delete require.cache[path]
    }
    // Medusa marks routes of features that the store doesn't have, for good.
    if (exports?.[MEDUSA_SKIP_FILE]) {
      delete exports[MEDUSA_SKIP_FILE]
    }
  }
}

/** Jest replaces a worker that uses too much memory, and asks it how much. */
const askForReplacement = () => {
  const { memoryUsage } = process
  process.memoryUsage = () => ({
    ...memoryUsage(),
    heapUsed: Number.MAX_SAFE_INTEGER,
  })
}

const restoreEnvironment = (environment) => {
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) {
      delete process.env[name]
    }
  }
  Object.assign(process.env, environment)
}

/** Makes the handlers of Medusa's hooks, one for each in a process, replaceable. */
const replaceableHooks = () => {
  const forgets = Object.values(require("@medusajs/core-flows")).flatMap(
    (workflow) =>
      typeof workflow === "function" && workflow.hooks
        ? Object.keys(workflow.hooks).map((name) =>
            makeReplaceable(workflow.hooks, name)
          )
        : []
  )
  return { forget: () => forgets.forEach((forget) => forget()) }
}

const makeReplaceable = (hooks, name) => {
  const { StepResponse } = require("@medusajs/framework/workflows-sdk")
  const registerAtMedusa = hooks[name]
  let isRegistered = false
  let handler
  const register = (invoke, compensate) => {
    if (handler || !isRegistered) {
      // Refuses a second one.
      registerAtMedusa(
        (...args) =>
          handler ? handler.invoke(...args) : new StepResponse(NO_ANSWER),
        (...args) => handler?.compensate?.(...args)
      )
    }
    isRegistered = true
    handler = { invoke, compensate }
  }
  hooks[name] = register
  return () => {
    handler = undefined
    // The plugin replaces it.
    hooks[name] = register
  }
}

let storeProcess

/** The only one of this process; loads Medusa. */
exports.storeProcess = () => (storeProcess ??= new StoreProcess())
