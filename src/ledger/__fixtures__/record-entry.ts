import type { LedgerEntry, RequiredEntry } from "../entry"

/** Records an entry in a ledger, delivered unless something holds it back. */
export const recordEntry = (ledger: LedgerEntry[], due: RequiredEntry) => {
  const known = ledger.find(
    ({ externalId, type }) => externalId === due.externalId && type === due.type
  )
  const names = {
    externalId: due.externalId,
    reason: due.reason,
    referenceId: due.referenceId,
  }
  const state =
    due.skipReason !== undefined
      ? ("skipped" as const)
      : due.type === "sale" && due.blocker
        ? ("waiting" as const)
        : ("delivered" as const)
  if (due.type === "sale") {
    const delivered =
      state === "delivered"
        ? { lines: due.lines, status: due.status }
        : undefined
    if (known?.type === "sale") {
      known.state = state
      known.delivered = delivered ?? known.delivered
      known.wasSent ||= delivered !== undefined
    } else {
      ledger.push({
        ...names,
        type: "sale",
        state,
        delivered,
        wasSent: delivered !== undefined,
        isLocked: false,
      })
    }
  } else if (!known) {
    ledger.push({
      ...names,
      type: "credit_note",
      state,
      saleId: due.saleId,
      credit: due.credit,
    })
  }
}
