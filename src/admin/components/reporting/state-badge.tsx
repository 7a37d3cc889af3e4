import { StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { Transaction } from "../../kintsugi/answers"
import { formatMoney } from "../../kintsugi/format"
import { PageLink } from "../page-link"

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
  const { t } = useTranslation("kintsugi")
  if (state !== "waiting") {
    return (
      <StatusBadge color={COLORS[state]}>
        {t(`ledger.states.${state}`, { defaultValue: state })}
      </StatusBadge>
    )
  }
  const isStuck =
    blocked_by === "retry" ||
    blocked_by === "product" ||
    blocked_by === "organization"
  return (
    <StatusBadge color={isStuck ? "orange" : blocked_by ? "grey" : "blue"}>
      {blocked_by
        ? t(`ledger.blockedBy.${blocked_by}`, { defaultValue: blocked_by })
        : t("ledger.toBeSent")}
    </StatusBadge>
  )
}

/** The product that blocks a record; a link if the product is Medusa's. */
export const BlockingProduct = ({ product }: Pick<Transaction, "product">) => {
  const { t } = useTranslation("kintsugi")
  if (!product) {
    return null
  }
  const name = t("ledger.product", { title: product.title ?? product.id })
  return product.id.startsWith("prod_") ? (
    <PageLink to={`/products/${product.id}`}>{name}</PageLink>
  ) : (
    <Text size="xsmall">{name}</Text>
  )
}

/** The record's type and reason. */
export const formatType = (
  { type, reason }: Pick<Transaction, "type" | "reason">,
  t: Translate
): string => {
  const typeName = t(`ledger.types.${type}`)
  const reasonName = t(`ledger.reasons.${reason}`, { defaultValue: "" })
  return reasonName
    ? t("ledger.typeWithReason", { type: typeName, reason: reasonName })
    : typeName
}

/** The order's number as the merchant knows it, or else its id. */
export const formatOrder = (
  { order_id, display_id }: Pick<Transaction, "order_id" | "display_id">,
  t: Translate
): string =>
  display_id ? t("ledger.orderNumber", { number: display_id }) : order_id

/** A record's amount in major units: that of a credit note is negative. */
export const formatSigned = (
  amount: string,
  { type, currency_code }: Pick<Transaction, "type" | "currency_code">
): string =>
  formatMoney(
    type === "credit_note" && Number(amount) ? `-${amount}` : amount,
    currency_code
  )

/** @param difference - what was charged, less what Kintsugi calculates */
export const formatDifference = (
  difference: string,
  currencyCode: string,
  t: Translate
): string => {
  if (!Number(difference)) {
    return t("orderReporting.noDifference")
  }
  const amount = formatMoney(difference.replace(/^-/, ""), currencyCode)
  return difference.startsWith("-")
    ? t("orderReporting.underCollected", { amount })
    : t("orderReporting.overCollected", { amount })
}

/** How a sale was taxed without an answer, and what that amounts to. */
export const formatCollected = (
  {
    tax_source,
    difference,
    currency_code,
  }: Pick<Transaction, "tax_source" | "difference" | "currency_code">,
  t: Translate
): string =>
  [
    tax_source && t(`ledger.taxSources.${tax_source}`),
    difference !== null && formatDifference(difference, currency_code, t),
  ]
    .filter(Boolean)
    .join(". ")
