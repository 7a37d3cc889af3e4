import type { EstimateOutcome } from "../health/estimate-log"
import type { CustomerStanding } from "../tax/customer-standing"
import type { Effective, SavedSettings } from "./effective"

/** What the tax provider has from the plugin's own module. */
export type PluginModule = {
  getSavedSettings(): Promise<SavedSettings | undefined>
  getEffective(): Promise<Effective>
  getCustomerStanding(
    customerId: string,
    groupIds: string[]
  ): Promise<CustomerStanding>
  recordEstimate(outcome: EstimateOutcome): void
}

let running: PluginModule | undefined

/** Says which module runs in this process; the last one counts. */
export const announcePluginModule = (module: PluginModule): void => {
  running = module
}

/**
 * The plugin's module of this process, if the plugin is installed.
 *
 * Medusa hands a module to a tax provider only where the Tax Module's
 * registration lists it in `dependencies`. A store that registers the provider
 * by itself may well not know that, and what its merchant saved in the Admin
 * would be without effect on its carts.
 */
export const runningPluginModule = (): PluginModule | undefined => running
