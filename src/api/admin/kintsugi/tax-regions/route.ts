import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listTaxedCountries } from "../../../../workflows/settings/list-countries"

/** The countries that the store sells to or taxes, and who taxes them. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await listTaxedCountries(req.scope))
}
