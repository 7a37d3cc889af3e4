import { MedusaError } from "@medusajs/framework/utils"

/**
 * Runs a write that creates a row where it finds none. If another request
 * created that row in between, it is run once more, and finds it.
 *
 * @throws what the write throws, also if it conflicts twice
 */
export const retryConflict = async <Result>(
  write: () => Promise<Result>
): Promise<Result> => {
  try {
    return await write()
  } catch (error) {
    if (!isConflict(error)) {
      throw error
    }
    return write()
  }
}

/** Medusa's words (2.21) for a violated unique index; it has no code for it. */
const isConflict = (error: unknown): boolean =>
  error instanceof Error &&
  MedusaError.isMedusaError(error) &&
  error.message.endsWith("already exists.")
