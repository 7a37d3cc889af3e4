import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { connectionTest } from "../../../../workflows/settings"
import type { ConnectionTestBody } from "./validators"

/**
 * Asks Kintsugi whether it accepts the credentials of the body, or else those
 * in effect. Saves nothing.
 */
export const POST = async (
  req: MedusaRequest<ConnectionTestBody>,
  res: MedusaResponse
): Promise<void> => {
  res.json(await connectionTest(req.validatedBody, req.scope))
}
