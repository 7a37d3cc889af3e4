import { configManager } from "@medusajs/framework/config"
import {
  type KintsugiOptions,
  type ResolvedKintsugiOptions,
  resolveOptions,
} from "../options"
import { type WorkflowHooks, shareHook } from "./share-hook"

const PLUGIN = "medusa-plugin-kintsugi"

type Hooks = ResolvedKintsugiOptions["hooks"]

/** A hook of a Medusa workflow that the plugin handles. */
type PluginHook = {
  name: string
  /** The option that leaves it to the store. */
  option: keyof Hooks
}

/** Each hook that the plugin handles, by its workflow's name in code. */
export const PLUGIN_HOOKS = {
  upsertTaxLinesWorkflow: { name: "setTaxLineContext", option: "cartTaxLines" },
  updateTaxLinesWorkflow: { name: "setTaxLineContext", option: "cartTaxLines" },
  refreshCartItemsWorkflow: {
    name: "beforeRefreshingPaymentCollection",
    option: "cartRefresh",
  },
  updateCartPromotionsWorkflow: {
    name: "setPromotionContext",
    option: "cartPromotions",
  },
  updateOrderTaxLinesWorkflow: {
    name: "setTaxLineContext",
    option: "orderTaxLines",
  },
} as const satisfies Record<string, PluginHook>

/** Medusa's workflows by their names in code. */
type Flows = Record<string, unknown>

/**
 * Takes the plugin's hooks in a form that the store and other plugins can
 * share. Called while Medusa loads the modules: it loads all files of workflows
 * after that, in an order that nobody can rely on. A hook that has a handler
 * even so is left to `registerHook`, which says so.
 */
export const claimHooks = (flows: Flows): void => {
  const { isRegistered, hooks } = readHookOptions()
  if (!isRegistered) {
    return
  }
  for (const [workflow, { option, name }] of Object.entries(PLUGIN_HOOKS)) {
    if (hooks[option]) {
      try {
        shareHook(hooksOf(flows, workflow), name)
      } catch {
        continue
      }
    }
  }
}

const hooksOf = (flows: Flows, workflow: string): WorkflowHooks =>
  (flows[workflow] as { hooks: WorkflowHooks }).hooks

/**
 * The options on hooks, from Medusa's configuration: workflow files are
 * imported without a container, but after the configuration.
 *
 * @throws MedusaError naming each unknown or malformed option
 */
export const readHookOptions = (): {
  /** Whether the store has the plugin, and not only its modules. */
  isRegistered: boolean
  hooks: Hooks
  /** The store's other plugins. */
  otherPlugins: string[]
} => {
  const plugins = (configManager.config?.plugins ?? []).map((plugin) =>
    typeof plugin === "string" ? { resolve: plugin, options: {} } : plugin
  )
  const ours = plugins.find(({ resolve }) => resolve === PLUGIN)
  return {
    isRegistered: Boolean(ours),
    hooks: resolveOptions(ours?.options as KintsugiOptions | undefined).hooks,
    otherPlugins: plugins.flatMap(({ resolve }) =>
      resolve === PLUGIN ? [] : resolve
    ),
  }
}
