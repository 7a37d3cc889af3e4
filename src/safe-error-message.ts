/** The statement with its values, which the database client puts first. */
const STATEMENT = /^\s*(select|insert|update|delete|with|begin|commit)\b.* - /is

/**
 * An error's message, for a log or the merchant. A database error's message
 * comes without its statement, whose values are addresses and e-mails.
 *
 * @param error - also as workflows reject with it: a plain object
 */
export const safeErrorMessage = (error: unknown): string =>
  hasMessage(error) ? error.message.replace(STATEMENT, "") : String(error)

const hasMessage = (error: unknown): error is { message: string } =>
  typeof error === "object" &&
  error !== null &&
  "message" in error &&
  typeof error.message === "string"
