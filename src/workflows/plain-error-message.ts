import { asPhrase, isKintsugiError } from "../kintsugi-api"
import { safeErrorMessage } from "../safe-error-message"

/**
 * What happened, as a phrase for the merchant: Kintsugi's reasons in plain
 * words, and any other error's own message.
 */
export const plainErrorMessage = (error: unknown): string =>
  isKintsugiError(error)
    ? asPhrase(error.plainMessage)
    : safeErrorMessage(error)
