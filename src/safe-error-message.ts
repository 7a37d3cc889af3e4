/** The statement with its values, which the database client puts first. */
const STATEMENT = /^\s*(select|insert|update|delete|with|begin|commit)\b.* - /is

/**
 * An error's message, for a log or the merchant. A database error's message
 * comes without its statement, whose values are addresses and e-mails.
 */
export const safeErrorMessage = (error: unknown): string =>
  error instanceof Error ? error.message.replace(STATEMENT, "") : String(error)
