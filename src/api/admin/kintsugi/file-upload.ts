import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import multer from "multer"
import { MAX_CERTIFICATE_BYTES } from "../../../workflows/exemptions"

type Limits = {
  maxBytes: number
  /** What is wrong with a larger file, as a sentence. */
  tooLarge: string
  /** What the file must be, such as "one PDF". */
  expected: string
}

/**
 * A middleware that receives the one file of a request, as Medusa's own uploads
 * do.
 */
const takeFile = ({ maxBytes, tooLarge, expected }: Limits) => {
  const receive = multer({
    storage: multer.memoryStorage(),
    // Browsers send file names in UTF-8; multer assumes Latin-1.
    defParamCharset: "utf8",
    limits: { fileSize: maxBytes, files: 1, fields: 0 },
  }).single("file")
  /** Every error of the upload is caused by the submitted form. */
  const toFormError = (error: Error): MedusaError => {
    const isTooLarge =
      error instanceof multer.MulterError && error.code === "LIMIT_FILE_SIZE"
    return new MedusaError(
      MedusaError.Types.INVALID_DATA,
      isTooLarge
        ? tooLarge
        : `Field 'file' must be ${expected} and nothing else (${error.message}).`
    )
  }
  return (
    req: MedusaRequest,
    res: MedusaResponse,
    next: MedusaNextFunction
  ): void => {
    receive(req, res, (error: unknown) => {
      next(error instanceof Error ? toFormError(error) : error)
    })
  }
}

/** Middleware: receives a certificate. */
export const takeCertificate = takeFile({
  maxBytes: MAX_CERTIFICATE_BYTES,
  tooLarge:
    "Field 'file' is larger than 10 MB, which is the most that Kintsugi accepts.",
  expected: "one PDF",
})

/** Middleware: receives a CSV file, of some hundred thousand rows at most. */
export const takeCsv = takeFile({
  maxBytes: 20 * 1024 * 1024,
  tooLarge:
    "Field 'file' is larger than 20 MB: split it into several files, each with its header.",
  expected: "one CSV file",
})

/**
 * The file that a middleware has received.
 *
 * @param expected - what it should be, such as "a PDF"
 * @throws MedusaError (invalid_data) if there is none
 */
export const uploadedFile = (
  { file }: { file?: Express.Multer.File },
  expected: string
): Express.Multer.File => {
  if (!file) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Field 'file' is required: ${expected}, sent as multipart/form-data.`
    )
  }
  return file
}
