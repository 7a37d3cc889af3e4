import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { attachCertificate } from "../../../../../../../../workflows/exemptions"

/** Passes the certificate of an exemption to Kintsugi: `file`, a PDF. */
export const POST = async (
  req: MedusaRequest & { file?: Express.Multer.File },
  res: MedusaResponse
): Promise<void> => {
  const { file } = req
  if (!file) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "Field 'file' is required: a PDF, sent as multipart/form-data."
    )
  }
  res.json({
    certificate: await attachCertificate(
      {
        customerId: req.params.customer_id ?? "",
        exemptionId: req.params.exemption_id ?? "",
        filename: file.originalname,
        content: file.buffer,
      },
      req.scope
    ),
  })
}
