import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readExemptionRegister } from "../../../../workflows/exemptions"
import {
  type RegisterPageQuery,
  formatCursor,
  toRegisterQuery,
} from "./validators"

/** A page of all customers' exemptions, those that end first at the top. */
export const GET = async (
  req: MedusaRequest<unknown, RegisterPageQuery>,
  res: MedusaResponse
): Promise<void> => {
  const { limit, after, ...filter } = req.validatedQuery as RegisterPageQuery
  const { next, ...register } = await readExemptionRegister(
    toRegisterQuery(filter),
    { limit, after },
    req.scope
  )
  res.json({ ...register, next: next && formatCursor(next), limit })
}
