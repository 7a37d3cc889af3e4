import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { attachCertificate } from "../../../../../../../../workflows/exemptions"
import { uploadedFile } from "../../../../../file-upload"

/** Passes the certificate of an exemption to Kintsugi: `file`, a PDF. */
export const POST = async (
  req: MedusaRequest & { file?: Express.Multer.File },
  res: MedusaResponse
): Promise<void> => {
  const { originalname, buffer } = uploadedFile(req, "a PDF")
  res.json({
    certificate: await attachCertificate(
      {
        customerId: req.params.customer_id ?? "",
        exemptionId: req.params.exemption_id ?? "",
        filename: originalname,
        content: buffer,
      },
      req.scope
    ),
  })
}
