/** The statement with its values, which the database client puts before. */
const STATEMENT = /^\s*(select|insert|update|delete|with|begin|commit)\b.* - /is

/**
 * What an error says, for a log or the merchant. Of the database's, without the
 * statement: its values are the store's addresses and e-mails.
 */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(STATEMENT, "") : String(error)
