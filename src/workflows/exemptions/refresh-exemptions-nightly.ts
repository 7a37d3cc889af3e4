import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { refreshExemptions } from "./refresh-exemptions"

/** Less than from one night to the next, more than a run takes. In ms. */
const HALF_A_DAY_MS = 12 * 60 * 60 * 1000

/**
 * Compares, each night and on one instance, the stored exemptions of customers
 * with those that Kintsugi has, and logs which could not be compared.
 */
export const refreshExemptionsNightly = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (
    !(await service.settings.getConnection()) ||
    !(await service.timestamps.claim("exemptions_refreshed", HALF_A_DAY_MS))
  ) {
    return
  }
  const { customers, failed, problem } = await refreshExemptions(container)
  if (problem || failed) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] The exemptions of ${customers} customers were compared with Kintsugi's; for ${failed} this failed${problem ? `, and the rest were not compared (${problem})` : ""}. While Kintsugi can't answer, their exemptions count as last compared. The next comparison is tomorrow.`
      )
  }
}
