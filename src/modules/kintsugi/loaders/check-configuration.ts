import type { LoaderOptions } from "@medusajs/framework/types"
import { type KintsugiOptions, resolveOptions } from "../../../options"

/**
 * Stops the boot if the options are invalid.
 *
 * @throws MedusaError naming each unknown or malformed option
 */
export default async function checkConfiguration({
  options,
}: LoaderOptions): Promise<void> {
  resolveOptions(options as KintsugiOptions | undefined)
}
