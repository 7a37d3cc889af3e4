import { StatusBadge, Text } from "@medusajs/ui"
import type { Transaction } from "../../kintsugi/api"
import { TEXTS } from "../../kintsugi/texts"
import { PageLink } from "../page-link"

const texts = TEXTS.reporting

const COLORS = {
  waiting: "blue",
  sending: "blue",
  delivered: "green",
  refused: "red",
  skipped: "grey",
} as const

/** A record's state, and what it waits for. */
export const StateBadge = ({
  transaction: { state, blocked_by },
}: {
  transaction: Pick<Transaction, "state" | "blocked_by">
}) => {
  if (state !== "waiting") {
    return (
      <StatusBadge color={COLORS[state]}>
        {texts.states[state] ?? state}
      </StatusBadge>
    )
  }
  const isStuck =
    blocked_by === "retry" ||
    blocked_by === "product" ||
    blocked_by === "organization"
  return (
    <StatusBadge color={isStuck ? "orange" : blocked_by ? "grey" : "blue"}>
      {blocked_by ? (texts.waitsFor[blocked_by] ?? blocked_by) : texts.toBeSent}
    </StatusBadge>
  )
}

/** The product that a record waits for; a link if the product is Medusa's. */
export const WaitedForProduct = ({ product }: Pick<Transaction, "product">) => {
  if (!product) {
    return null
  }
  const name = texts.productOf(product.title ?? product.id)
  return product.id.startsWith("prod_") ? (
    <PageLink to={`/products/${product.id}`}>{name}</PageLink>
  ) : (
    <Text size="xsmall">{name}</Text>
  )
}

/** The record's type and reason. */
export const kindOf = ({
  type,
  reason,
}: Pick<Transaction, "type" | "reason">): string => {
  const about = texts.reasons[reason]
  return `${texts.types[type]}${about ? `: ${about}` : ""}`
}

/** The order's number as the merchant knows it, or else its id. */
export const orderName = ({
  order_id,
  display_id,
}: Pick<Transaction, "order_id" | "display_id">): string =>
  display_id ? texts.orderNumber(display_id) : order_id
