import type {
  AuthenticatedMedusaRequest,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import {
  applyAddressCorrectionWorkflow,
  readAddressCorrection,
} from "../../../../../../workflows/address-corrections"
import type { AddressCorrectionBody } from "./validators"

/** Whether the order's address was corrected after the sale. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await readAddressCorrection(req.params.id ?? "", req.scope))
}

/** Charges the order the tax of its corrected address. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AddressCorrectionBody>,
  res: MedusaResponse
): Promise<void> => {
  const { difference } = req.validatedBody
  const { result } = await applyAddressCorrectionWorkflow(req.scope).run({
    input: {
      order_id: req.params.id ?? "",
      difference,
      by: req.auth_context.actor_id,
    },
  })
  res.json(result)
}
