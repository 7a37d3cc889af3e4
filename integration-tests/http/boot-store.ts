import { WorkflowScheduler } from "@medusajs/framework/orchestration"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import boot from "@medusajs/medusa/loaders/index"
import axios, { type AxiosInstance } from "axios"
import express from "express"
import { type EventEmitter, once } from "node:events"
import type { AddressInfo } from "node:net"
import { setTimeout as delay } from "node:timers/promises"

export type BootedStore = {
  api: AxiosInstance
  container: MedusaContainer
  /** Waits until no workflow is running in the background. */
  waitForWorkflows(): Promise<void>
  close(): Promise<void>
}

const FINISHED = ["not_started", "done", "reverted", "failed"]

/** How long workflows may run in the background, in ms. */
const PATIENCE_MS = 60_000

/**
 * Boots a store in this process, which may run one at a time. Its scheduled
 * jobs don't run: they would change what a test has prepared wherever a minute
 * ends. The tests of whole processes have them run.
 *
 * @param folder - with its medusa-config, which reads the environment
 */
export const bootStore = async (folder: string): Promise<BootedStore> => {
  if (process.env.STORE_BOOTED_BY) {
    throw new Error(
      `This process still runs the store of ${process.env.STORE_BOOTED_BY}.`
    )
  }
  process.env.STORE_BOOTED_BY = expect.getState().testPath
  const app = express()
  const { container, shutdown } = await boot({
    directory: folder,
    expressApp: app,
  })
  await new WorkflowScheduler().clear()
  const server = app.listen(0)
  await once(server, "listening")
  const { port } = server.address() as AddressInfo

  const isIdle = async (): Promise<boolean> =>
    !(
      await container
        .resolve(Modules.WORKFLOW_ENGINE)
        .listWorkflowExecutions({ state: { $nin: FINISHED } }, { take: 1 })
    ).length

  return {
    api: axios.create({ baseURL: `http://localhost:${port}` }),
    container,
    waitForWorkflows: async () => {
      const deadline = Date.now() + PATIENCE_MS
      while (!(await isIdle())) {
        if (Date.now() > deadline) {
          throw new Error("A workflow is still running after a minute.")
        }
        await delay(50)
      }
    },
    close: async () => {
      const isQuiet = await untilQuiet(container)
      server.closeAllConnections()
      server.close()
      // Its listeners belong to the process, not to the store.
      const events = container.resolve(Modules.EVENT_BUS) as unknown as {
        eventEmitter_: EventEmitter
      }
      events.eventEmitter_.removeAllListeners()
      await shutdown()
      if (isQuiet) {
        // The next file of this process may boot its own; otherwise it gets a
        // new process.
        delete process.env.STORE_BOOTED_BY
      }
    },
  }
}

/** Longer than the plugin collects events before it works on them, in ms. */
const QUIET_MS = 300

/** How long to wait for that, in ms: then a new process costs less. */
const QUIET_PATIENCE_MS = 10_000

/**
 * Waits until a store has not used its database for a while: what it does in
 * the background would go on in the next store of this process.
 *
 * @returns false where it goes on, as a sync of a thousand products does
 */
const untilQuiet = async (container: MedusaContainer): Promise<boolean> => {
  const { pool } = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .client as { pool: { numUsed(): number; numPendingAcquires(): number } }
  const deadline = performance.now() + QUIET_PATIENCE_MS
  let since = performance.now()
  while (performance.now() - since < QUIET_MS) {
    await delay(10)
    if (pool.numUsed() || pool.numPendingAcquires()) {
      since = performance.now()
    }
    if (since > deadline) {
      return false
    }
  }
  return true
}
