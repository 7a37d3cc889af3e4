import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import multer from "multer"
import { MAX_CERTIFICATE_BYTES } from "../../../workflows/exemptions"

const receive = multer({
  storage: multer.memoryStorage(),
  // Browsers send file names in UTF-8; multer assumes Latin-1.
  defParamCharset: "utf8",
  limits: { fileSize: MAX_CERTIFICATE_BYTES, files: 1, fields: 0 },
}).single("file")

/**
 * Middleware: receives the one file of a request, as Medusa's own uploads do.
 */
export const takeCertificate = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  receive(req, res, (error: unknown) => {
    next(error instanceof Error ? toFormError(error) : error)
  })
}

/** Every error of the upload is caused by the submitted form. */
const toFormError = (error: Error): MedusaError => {
  const isTooLarge =
    error instanceof multer.MulterError && error.code === "LIMIT_FILE_SIZE"
  return new MedusaError(
    MedusaError.Types.INVALID_DATA,
    isTooLarge
      ? "Field 'file' is larger than 10 MB, which is the most that Kintsugi accepts."
      : `Field 'file' must be one PDF and nothing else (${error.message}).`
  )
}
