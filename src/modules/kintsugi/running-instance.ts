import type { Customers } from "./customers/customers"
import type { TaxMemory } from "./memory/tax-memory"
import type { Settings } from "./settings/settings"
import type { Stats } from "./stats/stats"

/** What the tax provider uses of the plugin's own module. */
export type PluginModule = {
  settings: Pick<Settings, "getSaved" | "getEffective">
  customers: Pick<Customers, "getTaxStatus">
  stats: Pick<Stats, "recordEstimate">
  /** Absent in a module of an earlier version. */
  memory?: Pick<TaxMemory, "learn" | "recall">
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
