import { backfillSchema } from "../api/admin/kintsugi/backfill/validators"

/**
 * The dates that a script was given, in the order of `from` and `to`.
 *
 * @throws Error where one is not a date
 */
export const datesOf = ([from, to]: string[]): { from?: Date; to?: Date } => {
  const { data, error } = backfillSchema.safeParse({ from, to })
  if (error) {
    throw new Error(error.issues.map(({ message }) => message).join("; "))
  }
  return data
}
