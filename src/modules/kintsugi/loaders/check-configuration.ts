import type { LoaderOptions } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  type KintsugiOptions,
  missingCredentials,
  resolveOptions,
} from "../../../options"

/**
 * Stops the boot on options that cannot be meant, and says in the log when
 * Kintsugi is not configured yet.
 *
 * @throws MedusaError naming each unknown or malformed option
 */
export default async function checkConfiguration({
  container,
  options,
}: LoaderOptions): Promise<void> {
  const resolved = resolveOptions(options as KintsugiOptions | undefined)
  const missing = missingCredentials(resolved)
  if (missing) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] Kintsugi is not configured: ${missing} not set in medusa-plugin-kintsugi's options. ` +
          `Until then, taxes follow onFailure: "${resolved.onFailure}".`
      )
  }
}
