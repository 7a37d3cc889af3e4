import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { safeErrorMessage } from "../safe-error-message"

/** How spreadsheets know that a file is in UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF"

/**
 * Sends a CSV file part by part, as fast as it is received. A failure before
 * the first part is answered as any other. A later one is logged, and closes
 * the connection, so that nobody takes a part of the file for the whole.
 *
 * @param filename - with its extension, in ASCII
 */
export const sendCsv = async (
  res: MedusaResponse,
  filename: string,
  parts: AsyncGenerator<string, void>
): Promise<void> => {
  const first = await parts.next()
  res.setHeader("content-type", "text/csv; charset=utf-8")
  res.setHeader("content-disposition", `attachment; filename="${filename}"`)
  res.setHeader("cache-control", "no-store")
  const all = async function* () {
    yield BYTE_ORDER_MARK + (first.done ? "" : first.value)
    yield* parts
  }
  try {
    await pipeline(Readable.from(all()), res)
  } catch (error) {
    if (!isClosedByReader(error)) {
      ;(res.req as MedusaRequest).scope
        .resolve(ContainerRegistrationKeys.LOGGER)
        .error(
          `[kintsugi] ${filename} could not be exported to its end (${safeErrorMessage(error)}), and the connection was closed. Download it again.`
        )
    }
  }
}

const isClosedByReader = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  error.code === "ERR_STREAM_PREMATURE_CLOSE"
