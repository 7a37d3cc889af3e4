import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type KintsugiError, isKintsugiError } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  addressToSearch,
  unchangedAddress,
  toValidatedAddress,
} from "../../tax/address/address-validation"
import type {
  StoreAddress,
  ValidatedAddress,
} from "../../tax/address/validated-address"

/**
 * Validates an address with Kintsugi, within the time that a shopper may be
 * kept waiting. Stores nothing, and never fails because of Kintsugi: if
 * Kintsugi can't be asked, the address is `unavailable`.
 */
export const validateAddress = async (
  address: StoreAddress,
  container: MedusaContainer
): Promise<ValidatedAddress> => {
  const request = addressToSearch(address)
  if ("status" in request) {
    return unchangedAddress(address, request.status)
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const connection = await service.settings.getConnection()
  if (!connection) {
    return unchangedAddress(address, "unavailable")
  }
  const deadline = Date.now() + connection.settings.deadlineMs
  try {
    return toValidatedAddress(
      address,
      await service.lookups.searchAddress(request.search, { deadline })
    )
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    if (isAboutTheAddress(error)) {
      return unchangedAddress(address, "unverifiable")
    }
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] An address could not be validated (${error.code}): ${error.message}`
      )
    return unchangedAddress(address, "unavailable")
  }
}

/** A 422 means that Kintsugi was asked, and could not interpret the address. */
const isAboutTheAddress = ({ code, status }: KintsugiError): boolean =>
  code === "invalid_address" || status === 422
