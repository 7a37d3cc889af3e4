import { claimHooks } from "../../../shared-hooks/plugin-hooks"

/** Takes the plugin's hooks so that others can share them. */
export default async function shareHooks(): Promise<void> {
  // Only when a store boots: Medusa's workflows take seconds to load.
  claimHooks(await import("@medusajs/medusa/core-flows"))
}
