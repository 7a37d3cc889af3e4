import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { validateAddress } from "../../../../workflows/addresses/validate-address"
import type { AddressValidationBody } from "../validators"

/** Whether an address exists, and which others it could be. Stores nothing. */
export const POST = async (
  req: MedusaRequest<AddressValidationBody>,
  res: MedusaResponse
): Promise<void> => {
  const { address_2, province, postal_code, ...address } = req.validatedBody
  res.json(
    await validateAddress(
      {
        address_1: address.address_1,
        address_2: address_2 ?? "",
        city: address.city,
        province: province ?? "",
        postal_code: postal_code ?? "",
        country_code: address.country_code,
      },
      req.scope
    )
  )
}
