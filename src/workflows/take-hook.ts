import { configManager } from "@medusajs/framework/config"
import { MedusaError } from "@medusajs/framework/utils"
import {
  type KintsugiOptions,
  type ResolvedKintsugiOptions,
  resolveOptions,
} from "../options"

type HookTaking = {
  option: keyof ResolvedKintsugiOptions["hooks"]
  /** The workflow's name in code, for the message. */
  workflow: string
  /** Our exported handler, for the message. */
  handler: string
  /** The workflow's hooks, and which of them is taken. */
  hooks: object
  name: string
  register: () => void
}

/**
 * Registers one of the plugin's hook handlers, unless the store's options
 * leave that hook to the store.
 *
 * A Medusa hook has room for one handler, and whether the store's or the
 * plugin's file comes first is not settled: either way round, the second one
 * is told what to do instead of Medusa's bare "Cannot define multiple hook
 * handlers".
 *
 * @throws MedusaError when the store has a handler on this hook already
 */
export const takeHook = (taking: HookTaking): void => {
  if (!hookOptions()[taking.option]) {
    return
  }
  const conflict = () => {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Both this store and medusa-plugin-kintsugi have a handler for ${taking.workflow}.hooks.${taking.name}, and Medusa allows one. ` +
        `Keep the store's: set the plugin's option hooks.${taking.option} to false and call ${taking.handler} ` +
        `(from "medusa-plugin-kintsugi/workflows") in the store's handler.`
    )
  }
  try {
    taking.register()
  } catch {
    conflict()
  }
  Object.assign(taking.hooks, { [taking.name]: conflict })
}

/** Workflow files are imported without a container, but after the config. */
const hookOptions = (): ResolvedKintsugiOptions["hooks"] => {
  const plugins = configManager.config?.plugins ?? []
  const entry = plugins.find(
    (plugin) =>
      typeof plugin !== "string" && plugin.resolve === "medusa-plugin-kintsugi"
  )
  return resolveOptions(
    typeof entry === "object" ? (entry.options as KintsugiOptions) : undefined
  ).hooks
}
