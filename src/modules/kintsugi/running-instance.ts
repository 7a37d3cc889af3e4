import type { EstimateOutcome } from "./stats/estimate-stats"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import type {
  EffectiveSettings,
  SavedSettings,
} from "./settings/effective-settings"

/** What the tax provider uses of the plugin's own module. */
export type PluginModule = {
  getSavedSettings(): Promise<SavedSettings | undefined>
  getEffectiveSettings(): Promise<EffectiveSettings>
  getCustomerTaxStatus(
    customerId: string,
    groupIds: string[]
  ): Promise<CustomerTaxStatus>
  recordEstimate(outcome: EstimateOutcome): void
}

let running: PluginModule | undefined

/** Sets the module that runs in this process; the last call wins. */
export const setRunningModule = (module: PluginModule): void => {
  running = module
}

/**
 * The plugin's module in this process, if the plugin is installed.
 *
 * Medusa passes a module to a tax provider only if the Tax Module's
 * registration lists it in `dependencies`. A store that registers the provider
 * itself may well not know that, and the settings that its merchant saved in
 * the Admin would have no effect on its carts.
 */
export const runningModule = (): PluginModule | undefined => running
