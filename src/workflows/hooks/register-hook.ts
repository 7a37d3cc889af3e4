import { MedusaError } from "@medusajs/framework/utils"
import { PLUGIN_HOOKS, readHookOptions } from "../../shared-hooks/plugin-hooks"
import {
  type HookHandler,
  type WorkflowHooks,
  shareHook,
} from "../../shared-hooks/share-hook"

type HookRegistration = HookHandler & {
  /** The workflow's name in code. */
  workflow: keyof typeof PLUGIN_HOOKS
  /** The workflow's hooks. */
  hooks: WorkflowHooks
  /** Our exported handler, for the message. */
  handler: string
}

/**
 * Registers one of the plugin's hook handlers, unless the store's options
 * leave that hook to the store. Handlers of the store and of other plugins run
 * after it, see `shareHook`.
 *
 * @throws MedusaError when somebody has taken the hook before Medusa loaded the
 * plugin's module
 */
export const registerHook = ({
  workflow,
  hooks,
  handler,
  invoke,
  compensate,
}: HookRegistration): void => {
  const { name, option } = PLUGIN_HOOKS[workflow]
  const { hooks: isOurs, otherPlugins } = readHookOptions()
  if (!isOurs[option]) {
    return
  }
  try {
    shareHook(hooks, name).addFirst({ invoke, compensate })
  } catch {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `medusa-plugin-kintsugi cannot share ${workflow}.hooks.${name}: another handler was registered before Medusa loaded the plugins' modules, by this store's medusa-config or a module${
        otherPlugins.length
          ? `, or by one of its plugins (${otherPlugins.join(", ")})`
          : ""
      }. ` +
        "Register that handler in a file of src/workflows, which Medusa loads later: both then run. " +
        `Or keep it where it is: set the plugin's option hooks.${option} to false and call ${handler} ` +
        `(from "medusa-plugin-kintsugi/workflows") in it.`
    )
  }
}
