import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  importClassifications,
  previewClassificationImport,
} from "../../../../../workflows/products"
import { uploadedFile } from "../../file-upload"
import type { ImportQuery } from "./validators"

/**
 * Classifies products as a CSV file says, or, with `preview`, says what that
 * would change and which rows are wrong.
 */
export const POST = async (
  req: MedusaRequest<unknown, ImportQuery> & { file?: Express.Multer.File },
  res: MedusaResponse
): Promise<void> => {
  const { preview } = req.validatedQuery as ImportQuery
  const { buffer } = uploadedFile(req, "a CSV file")
  res.json(
    preview
      ? await previewClassificationImport(buffer, req.scope)
      : { summary: await importClassifications(buffer, req.scope) }
  )
}
