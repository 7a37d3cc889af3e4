import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listExemptGroups } from "../../../../workflows/exemptions"
import type { PageQuery } from "../validators"

/** A page of the exempt customer groups, oldest first. */
export const GET = async (
  req: MedusaRequest<unknown, PageQuery>,
  res: MedusaResponse
): Promise<void> => {
  const { limit, offset } = req.validatedQuery as PageQuery
  const { groups, count } = await listExemptGroups({ limit, offset }, req.scope)
  res.json({ customer_group_taxes: groups, count, limit, offset })
}
