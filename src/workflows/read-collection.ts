import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../modules/kintsugi"
import type { KnownCollection } from "../modules/kintsugi/known-collection"
import type { KintsugiModuleService } from "../modules/kintsugi/service"

/** Where the merchant collects tax, as far as Kintsugi has told. */
export const readCollection = async (
  container: MedusaContainer
): Promise<KnownCollection> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { connection, missing } = await service.getEffective()
  return connection
    ? service.getCollection()
    : {
        collection: null,
        as_of: null,
        problem: `Kintsugi is not configured: ${missing}.`,
      }
}
