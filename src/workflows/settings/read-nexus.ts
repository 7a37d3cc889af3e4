import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { NexusReading } from "../../modules/kintsugi/lookups/nexus"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"

/** Where the merchant collects tax, according to Kintsugi. */
export const readNexus = async (
  container: MedusaContainer
): Promise<NexusReading> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { connection, missing } = await service.settings.getEffective()
  return connection
    ? service.lookups.getNexus()
    : {
        collection: null,
        as_of: null,
        problem: `Kintsugi is not configured: ${missing}.`,
      }
}
