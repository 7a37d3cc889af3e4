import type { LedgerEntryRow } from "./entry-rows"

/** Whether a row of an organization can be sent now, or checked for its sale. */
export const isDue = (
  row: Pick<
    LedgerEntryRow,
    "organization_id" | "state" | "blocked_by" | "next_attempt_at"
  >,
  organizationId: string,
  now: Date
): boolean =>
  row.organization_id === organizationId &&
  (row.state === "sending" ||
    (row.state === "waiting" &&
      (!row.blocked_by ||
        row.blocked_by === "sale" ||
        (isRetried(row) &&
          (row.next_attempt_at?.getTime() ?? 0) <= now.getTime()))))

/** When the first of these rows is retried automatically, if any is. */
export const nextAttemptAt = (
  rows: Pick<LedgerEntryRow, "state" | "blocked_by" | "next_attempt_at">[]
): Date | undefined => {
  const times = rows
    .filter(isRetried)
    .flatMap(({ next_attempt_at }) => next_attempt_at ?? [])
    .map((time) => new Date(time).getTime())
  return times.length ? new Date(Math.min(...times)) : undefined
}

/** The sale that a credit note credits. */
export const saleOf = (
  row: Pick<LedgerEntryRow, "sale_external_id">,
  rows: LedgerEntryRow[]
): LedgerEntryRow | undefined =>
  rows.find(
    ({ type, external_id }) =>
      type === "sale" && external_id === row.sale_external_id
  )

/** Distinguishes what rounds of deliveries have made of an order's rows. */
export const progressOf = (
  rows: Pick<LedgerEntryRow, "id" | "state" | "delivered_hash" | "locked">[]
): string =>
  rows
    .map(({ id, state, delivered_hash, locked }) =>
      [id, state, delivered_hash, locked].join()
    )
    .join(";")

/** Whether it is retried automatically, at `next_attempt_at`. */
const isRetried = ({
  state,
  blocked_by,
}: Pick<LedgerEntryRow, "state" | "blocked_by">): boolean =>
  state === "waiting" && (blocked_by === "retry" || blocked_by === "product")
