import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type KintsugiError, isKintsugiError } from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  type StoreAddress,
  type ValidatedAddress,
  addressToSearch,
  unchanged,
  validatedAddress,
} from "../../tax/validated-address"

/**
 * What Kintsugi makes of an address, within the time that a shopper may be kept
 * waiting. Keeps nothing, and never fails because of Kintsugi: what can't be
 * asked about is `unavailable`.
 */
export const validateAddress = async (
  address: StoreAddress,
  container: MedusaContainer
): Promise<ValidatedAddress> => {
  const asked = addressToSearch(address)
  if ("status" in asked) {
    return unchanged(address, asked.status)
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const connection = await service.getConnection()
  if (!connection) {
    return unchanged(address, "unavailable")
  }
  const deadline = Date.now() + connection.settings.deadlineMs
  try {
    return validatedAddress(
      address,
      await service.searchAddress(asked.search, { deadline })
    )
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    if (isAboutTheAddress(error)) {
      return unchanged(address, "unverifiable")
    }
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] An address could not be validated (${error.code}): ${error.message}`
      )
    return unchanged(address, "unavailable")
  }
}

/** A 422: Kintsugi was asked, and could make nothing of what it was sent. */
const isAboutTheAddress = ({ code, status }: KintsugiError): boolean =>
  code === "invalid_address" || status === 422
