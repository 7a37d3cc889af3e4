import { configManager } from "@medusajs/framework/config"
import { MedusaError } from "@medusajs/framework/utils"
import {
  type KintsugiOptions,
  type ResolvedKintsugiOptions,
  resolveOptions,
} from "../../options"

type HookRegistration = {
  option: keyof ResolvedKintsugiOptions["hooks"]
  /** The workflow's name in code, for the message. */
  workflow: string
  /** Our exported handler, for the message. */
  handler: string
  /** The workflow's hooks, and the name of the one to register. */
  hooks: object
  name: string
  register: () => void
}

/**
 * Registers one of the plugin's hook handlers, unless the store's options
 * leave that hook to the store.
 *
 * A Medusa hook allows one handler, and the store's and the plugin's files may
 * load in either order. Whichever comes second gets an error that explains what
 * to do, instead of Medusa's bare "Cannot define multiple hook handlers".
 *
 * @throws MedusaError when the store already has a handler on this hook
 */
export const registerHook = (registration: HookRegistration): void => {
  if (!hookOptions()[registration.option]) {
    return
  }
  const conflict = () => {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Both this store and medusa-plugin-kintsugi have a handler for ${registration.workflow}.hooks.${registration.name}, and Medusa allows one. ` +
        `Keep the store's: set the plugin's option hooks.${registration.option} to false and call ${registration.handler} ` +
        `(from "medusa-plugin-kintsugi/workflows") in the store's handler.`
    )
  }
  try {
    registration.register()
  } catch {
    conflict()
  }
  Object.assign(registration.hooks, { [registration.name]: conflict })
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
