import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type SettingsChange,
  saveSettingsWorkflow,
} from "../settings/save-settings"
import type { OptionAdvice } from "./option-advice"

/** Who changes settings, in the settings' history. */
const BY = "medusa-plugin-kintsugi/doctor"

/**
 * Sets the options that the Admin may set, as the Admin does: checked with
 * Kintsugi, and effective for the next request. Leaves the others alone.
 *
 * @returns those that were set
 * @throws MedusaError that says what is wrong; nothing is saved then
 */
export const applyAdvice = async (
  changes: OptionAdvice[],
  container: MedusaContainer
): Promise<OptionAdvice[]> => {
  const ours = changes.filter(({ field }) => field)
  if (ours.length) {
    await saveSettingsWorkflow(container).run({
      input: {
        settings: Object.fromEntries(
          ours.map(({ field, value }) => [field, String(value)])
        ) as SettingsChange,
        by: BY,
      },
    })
  }
  return ours
}
