import { StatusBadge } from "@medusajs/ui"
import type { Transaction } from "../../kintsugi/api"
import { TEXTS } from "../../kintsugi/texts"

const texts = TEXTS.reporting

const COLORS = {
  waiting: "blue",
  sending: "blue",
  delivered: "green",
  refused: "red",
  skipped: "grey",
} as const

/** Where a record stands, and what it waits for. */
export const StateBadge = ({
  transaction: { state, waits_for },
}: {
  transaction: Pick<Transaction, "state" | "waits_for">
}) => {
  if (state !== "waiting") {
    return (
      <StatusBadge color={COLORS[state]}>
        {texts.states[state] ?? state}
      </StatusBadge>
    )
  }
  const isInVain = waits_for === "retry" || waits_for === "organization"
  return (
    <StatusBadge color={isInVain ? "orange" : waits_for ? "grey" : "blue"}>
      {waits_for ? (texts.waitsFor[waits_for] ?? waits_for) : texts.toBeSent}
    </StatusBadge>
  )
}

/** What kind of record it is, and what it is about. */
export const kindOf = ({
  type,
  reason,
}: Pick<Transaction, "type" | "reason">): string => {
  const about = texts.reasons[reason]
  return `${texts.types[type]}${about ? `: ${about}` : ""}`
}

/** The order as the merchant knows it. */
export const orderName = ({
  order_id,
  display_id,
}: Pick<Transaction, "order_id" | "display_id">): string =>
  display_id ? texts.orderNumber(display_id) : order_id
