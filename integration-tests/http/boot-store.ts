import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import boot from "@medusajs/medusa/loaders/index"
import axios, { type AxiosInstance } from "axios"
import express from "express"
import { once } from "node:events"
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
 * Boots a store in this process.
 *
 * @param folder - with its medusa-config, which reads the environment
 * @throws Error if this process has booted one already
 */
export const bootStore = async (folder: string): Promise<BootedStore> => {
  if (process.env.STORE_BOOTED_BY === String(process.pid)) {
    throw new Error(
      "This process has booted a store already, and Medusa can't boot a second one. Run the spec files without --runInBand."
    )
  }
  process.env.STORE_BOOTED_BY = String(process.pid)
  const app = express()
  const { container, shutdown } = await boot({
    directory: folder,
    expressApp: app,
  })
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
      server.closeAllConnections()
      server.close()
      await shutdown()
    },
  }
}
