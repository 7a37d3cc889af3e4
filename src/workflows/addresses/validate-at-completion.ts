import type {
  ICartModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
  Modules,
} from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { placeOfSupply } from "../../tax/cart/place-of-supply"
import type {
  AddressStatus,
  StoreAddress,
} from "../../tax/address/validated-address"
import { type CartForTax, readCart } from "../cart-tax/read-cart"
import { validateAddress } from "./validate-address"

const ADDRESS_INVALID =
  "The shipping address could not be found. Please check street, city, state and postal code."

/** The metadata field that shows the merchant an order's address status. */
const STATUS_FIELD = "kintsugi_address_status"

type CartToValidate = {
  id: string
  metadata?: Record<string, unknown> | null
}

/**
 * Validates a cart's shipping address before the cart becomes an order, as the
 * option `validateAddress` says. Skips carts that are picked up or not shipped.
 *
 * @param cart - one that is not an order yet
 * @param mayReject - false once a payment is authorized
 * @throws MedusaError (invalid_data, `kintsugi_invalid_address`)
 */
export const validateAddressAtCompletion = async (
  { id, metadata }: CartToValidate,
  { mayReject }: { mayReject: boolean },
  container: MedusaContainer
): Promise<void> => {
  const { validateAddress: mode } = container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .settings.getOptions()
  const cart = mode === "off" ? undefined : await readCart(id, container)
  const address = cart && shippingAddress(cart)
  if (!address) {
    return
  }
  const { status } = await validateAddress(address, container)
  if (status === "not_checked" || status === "unavailable") {
    return
  }
  if (status === "invalid" && mode === "reject" && mayReject) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      ADDRESS_INVALID,
      "kintsugi_invalid_address"
    )
  }
  await writeStatus({ id, metadata }, status, container)
}

/** The address that goods are shipped to; `undefined` where none are. */
const shippingAddress = (cart: CartForTax): StoreAddress | undefined => {
  const place = placeOfSupply(cart)
  if (!place || place.address !== cart.shipping_address) {
    return undefined
  }
  const { address } = place
  return {
    address_1: address.address_1 ?? "",
    address_2: address.address_2 ?? "",
    city: address.city ?? "",
    province: address.province ?? "",
    postal_code: address.postal_code ?? "",
    country_code: address.country_code ?? "",
  }
}

/**
 * Writes the status to the cart's metadata, which the order copies. `verified`
 * is written only over an earlier status, once the address has been corrected.
 */
const writeStatus = async (
  { id, metadata }: CartToValidate,
  status: AddressStatus,
  container: MedusaContainer
): Promise<void> => {
  if (status !== "verified") {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] ${id}: its shipping address is ${status.replace("_", " ")}. The order is placed anyway; its metadata says so.`
      )
  } else if (!metadata?.[STATUS_FIELD]) {
    return
  }
  const carts: ICartModuleService = container.resolve(Modules.CART)
  await carts.updateCarts(id, { metadata: { [STATUS_FIELD]: status } })
}
