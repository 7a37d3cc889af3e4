import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  deleteGroupCertificate,
  readCustomerGroupTax,
  readGroupCertificate,
  saveGroupCertificate,
} from "../../../../../../workflows/exemptions"
import { uploadedFile } from "../../../file-upload"

/** The certificate of an exempt group, as a PDF. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const { filename, content } = await readGroupCertificate(
    req.params.customer_group_id ?? "",
    req.scope
  )
  res.setHeader("content-type", "application/pdf")
  // Shown by no page of the Admin: a PDF may contain scripts.
  res.attachment(filename)
  res.setHeader("cache-control", "no-store")
  res.send(content)
}

/** Keeps a certificate of an exempt group, instead of an earlier one. */
export const POST = async (
  req: MedusaRequest & { file?: Express.Multer.File },
  res: MedusaResponse
): Promise<void> => {
  const customerGroupId = req.params.customer_group_id ?? ""
  const { originalname, buffer } = uploadedFile(req, "a PDF")
  await saveGroupCertificate(
    customerGroupId,
    { filename: originalname, content: buffer },
    req.scope
  )
  res.json({
    customer_group_tax: await readCustomerGroupTax(customerGroupId, req.scope),
  })
}

/** Deletes the certificate of an exempt group; the exemption stays. */
export const DELETE = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const customerGroupId = req.params.customer_group_id ?? ""
  await deleteGroupCertificate(customerGroupId, req.scope)
  res.json({
    customer_group_tax: await readCustomerGroupTax(customerGroupId, req.scope),
  })
}
