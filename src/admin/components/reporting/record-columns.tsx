import { Text, createDataTableColumnHelper } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import type { Transaction } from "../../kintsugi/answers"
import { formatMoment, formatMomentIn } from "../../kintsugi/format"
import { say } from "../../kintsugi/say"
import { PageLink } from "../page-link"
import { RetryRecord } from "./retry-record"
import {
  BlockingProduct,
  StateBadge,
  formatCollected,
  formatOrder,
  formatSigned,
  formatType,
} from "./state-badge"

const column = createDataTableColumnHelper<Transaction>()

/** @param timeZone - of the times; undefined: not known yet, the reader's */
export const useRecordColumns = (timeZone: string | undefined) => {
  const { t } = useTranslation("kintsugi")
  return useMemo(
    () => [
      column.display({
        id: "order",
        header: t("ledger.order"),
        cell: ({ row: { original } }) => (
          <PageLink to={`/orders/${original.order_id}`}>
            {formatOrder(original, t)}
          </PageLink>
        ),
      }),
      column.display({
        id: "kind",
        header: t("ledger.type"),
        cell: ({ row: { original } }) => formatType(original, t),
      }),
      column.display({
        id: "state",
        header: t("ledger.state"),
        cell: ({ row: { original } }) => (
          <div className="flex min-w-80 max-w-lg flex-col items-start gap-y-1 whitespace-normal py-3">
            <StateBadge transaction={original} />
            <BlockingProduct product={original.product} />
            {original.message && (
              <Text size="xsmall" className="text-ui-fg-subtle break-words">
                {say(original.message)}
              </Text>
            )}
          </div>
        ),
      }),
      column.accessor("total", {
        header: t("ledger.total"),
        align: "right",
        cell: ({ row: { original } }) => (
          <span className="tabular-nums">
            {formatSigned(original.total, original)}
          </span>
        ),
      }),
      column.accessor("tax", {
        header: t("ledger.tax"),
        align: "right",
        cell: ({ row: { original } }) => (
          <div className="flex flex-col items-end py-3">
            <span className="tabular-nums">
              {formatSigned(original.tax, original)}
            </span>
            {original.tax_source && (
              <Text size="xsmall" className="text-ui-fg-subtle">
                {formatCollected(original, t)}
              </Text>
            )}
          </div>
        ),
      }),
      column.display({
        id: "at",
        header: t("ledger.occurredAt"),
        cell: ({ row: { original } }) => (
          <span className="tabular-nums">
            {timeZone
              ? formatMomentIn(original.occurred_at, timeZone)
              : formatMoment(original.occurred_at)}
          </span>
        ),
      }),
      column.display({
        id: "retry",
        header: () => <span className="sr-only">{t("ledger.actions")}</span>,
        cell: ({ row: { original } }) => (
          // The cell clips anything that overflows, such as a button's border.
          <div className="p-1">
            <RetryRecord transaction={original} />
          </div>
        ),
      }),
    ],
    [t, timeZone]
  )
}
