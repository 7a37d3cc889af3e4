import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import multer from "multer"
import { MAX_CERTIFICATE_BYTES } from "../../../workflows/exempt-customers"

const receive = multer({
  storage: multer.memoryStorage(),
  // Browsers write names so; multer takes them for Latin-1.
  defParamCharset: "utf8",
  limits: { fileSize: MAX_CERTIFICATE_BYTES, files: 1, fields: 0 },
}).single("file")

/** Middleware: takes the one file of a request, as Medusa's own uploads do. */
export const takeCertificate = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  receive(req, res, (error: unknown) => {
    next(error instanceof Error ? refusal(error) : error)
  })
}

/** Whatever goes wrong in here is the form's fault. */
const refusal = (error: Error): MedusaError => {
  const isTooLarge =
    error instanceof multer.MulterError && error.code === "LIMIT_FILE_SIZE"
  return new MedusaError(
    MedusaError.Types.INVALID_DATA,
    isTooLarge
      ? "Field 'file' is larger than 10 MB, which is the most that Kintsugi takes."
      : `Field 'file' is to be one PDF and nothing else (${error.message}).`
  )
}
