import { type Readable, addAbortSignal } from "node:stream"

/** The part of a body that was read. */
export type Body = {
  text: string
  /** Whether the body was read completely. */
  isWhole: boolean
  /** The error that ended reading; absent if the body was over the limit. */
  error?: unknown
}

/**
 * Reads a body as UTF-8, up to a limit: the rest is neither read nor kept, and
 * the connection is closed.
 *
 * @param limit - in bytes, after decompression
 * @returns the text that was read, even after an error
 */
export const readBody = async (
  body: Readable,
  limit: number,
  signal: AbortSignal
): Promise<Body> => {
  const chunks: Buffer[] = []
  let bytes = 0
  const text = () => new TextDecoder().decode(Buffer.concat(chunks))
  // An error after the last read, such as an abort, would not be caught.
  body.on("error", () => undefined)
  try {
    for await (const chunk of addAbortSignal(signal, body)) {
      const read = Buffer.from(chunk as Buffer).subarray(0, limit - bytes)
      chunks.push(read)
      bytes += read.length
      if (read.length < (chunk as Buffer).length) {
        return { text: text(), isWhole: false }
      }
    }
    return { text: text(), isWhole: true }
  } catch (error) {
    return { text: text(), isWhole: false, error }
  }
}
