import { Alert, Badge, Copy, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { OrderLedger as Ledger, Transaction } from "../../kintsugi/answers"
import {
  formatFraction,
  formatMoment,
  formatMoney,
} from "../../kintsugi/format"
import { say } from "../../kintsugi/say"
import { RetryRecord } from "./retry-record"
import {
  BlockingProduct,
  StateBadge,
  formatDifference,
  formatSigned,
  formatType,
} from "./state-badge"

/** What Kintsugi knows about an order, compared with what was charged. */
export const OrderLedger = ({ ledger }: { ledger: Ledger }) => {
  const { t } = useTranslation("kintsugi")
  // Where there is one sale, its difference is the order's.
  const hasSeveralSales =
    ledger.transactions.filter(({ type }) => type === "sale").length > 1
  return (
    <div className="divide-y">
      <Warnings ledger={ledger} />
      {ledger.transactions.length ? (
        <ul className="divide-y">
          {ledger.transactions.map((transaction) => (
            <LedgerRecord
              key={transaction.id}
              transaction={transaction}
              showsDifference={hasSeveralSales}
            />
          ))}
        </ul>
      ) : (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("orderReporting.noRecords")}
        </Text>
      )}
      <Jurisdictions ledger={ledger} />
      <Comparison ledger={ledger} />
    </div>
  )
}

const warningsOf = (
  { order, problem, older_than, part_of, is_reporting, missing }: Ledger,
  t: Translate
): string[] => {
  const { taxed_by, fallback } = order
  return [
    taxed_by !== "kintsugi" &&
      t(`orderReporting.notTaxedByKintsugi.${taxed_by}`),
    fallback &&
      t(`orderReporting.fallbacks.${fallback.source}`, {
        reason: t(`problems.codes.${fallback.reason}`, {
          defaultValue: fallback.reason,
        }),
      }),
    problem !== null &&
      t("orderReporting.orderUnreadable", { problem: say(problem) }),
    older_than !== null &&
      t("orderReporting.olderThanReporting", {
        since: formatMoment(older_than),
      }),
    part_of === true && t("orderReporting.partOfAnother"),
    typeof part_of === "string" &&
      t("orderReporting.partOf", { order: part_of }),
    !is_reporting && t("orderReporting.reportingOff"),
    missing !== null && t("reporting.notConfigured", { missing: say(missing) }),
  ].filter((warning) => typeof warning === "string")
}

const Warnings = ({ ledger }: { ledger: Ledger }) => {
  const { t } = useTranslation("kintsugi")
  const warnings = warningsOf(ledger, t)
  return warnings.length ? (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      {warnings.map((warning) => (
        <Alert key={warning} variant="warning">
          {warning}
        </Alert>
      ))}
    </div>
  ) : null
}

const LedgerRecord = ({
  transaction,
  showsDifference,
}: {
  transaction: Transaction
  showsDifference: boolean
}) => {
  const { t } = useTranslation("kintsugi")
  const { total, tax, currency_code, kintsugi_id, message, locked } =
    transaction
  const { difference, difference_reason } = transaction
  return (
    <li className="flex flex-col gap-y-2 px-6 py-4">
      <div className="flex items-start justify-between gap-x-2">
        <Text size="small" weight="plus">
          {formatType(transaction, t)}
        </Text>
        <StateBadge transaction={transaction} />
      </div>
      <Text size="small" className="text-ui-fg-subtle">
        {t("orderReporting.totalWithTax", {
          total: formatSigned(total, transaction),
          tax: formatSigned(tax, transaction),
        })}
      </Text>
      {showsDifference && difference !== null && Number(difference) !== 0 && (
        <Difference
          difference={difference}
          reason={difference_reason}
          currencyCode={currency_code}
        />
      )}
      <BlockingProduct product={transaction.product} />
      {message && <Text size="small">{say(message)}</Text>}
      {kintsugi_id && (
        <LabeledValue name={t("orderReporting.kintsugiId")}>
          <span className="flex items-center gap-x-1">
            <span className="break-all">{kintsugi_id}</span>
            <Copy
              content={kintsugi_id}
              aria-label={t("orderReporting.copyKintsugiId", {
                id: kintsugi_id,
              })}
              className="text-ui-fg-muted"
            />
          </span>
        </LabeledValue>
      )}
      {locked && (
        <div>
          <Badge size="2xsmall">{t("orderReporting.locked")}</Badge>
        </div>
      )}
      <div className="flex justify-end empty:hidden">
        <RetryRecord transaction={transaction} />
      </div>
    </li>
  )
}

type DifferenceProps = {
  /** Charged less calculated, in major units. */
  difference: string
  reason: Transaction["difference_reason"]
  currencyCode: string
}

/** "Under-collected $17.59", and why. */
const Difference = ({ difference, reason, currencyCode }: DifferenceProps) => {
  const { t } = useTranslation("kintsugi")
  return (
    <div className="flex flex-col items-start gap-y-1">
      <Badge
        size="2xsmall"
        color={reason && reason !== "rounding" ? "orange" : "green"}
      >
        {formatDifference(difference, currencyCode, t)}
      </Badge>
      {reason && (
        <Text size="small" className="text-ui-fg-subtle">
          {t(`orderReporting.differenceReasons.${reason}`)}
        </Text>
      )}
    </div>
  )
}

const LabeledValue = ({
  name,
  isTotal = false,
  children,
}: {
  name: string
  /** Whether it is the sum of those above. */
  isTotal?: boolean
  children: ReactNode
}) => (
  <div
    className={`flex items-start justify-between gap-x-4 ${isTotal ? "border-t pt-2" : ""}`}
  >
    <Text
      size="small"
      weight={isTotal ? "plus" : "regular"}
      className={isTotal ? undefined : "text-ui-fg-subtle"}
    >
      {name}
    </Text>
    <Text
      size="small"
      as="div"
      weight={isTotal ? "plus" : "regular"}
      className="text-right tabular-nums"
    >
      {children}
    </Text>
  </div>
)

/** Reported tax less credits; before anything is reported, the charged tax. */
const Jurisdictions = ({ ledger }: { ledger: Ledger }) => {
  const { t } = useTranslation("kintsugi")
  const { currency_code, order, reported } = ledger
  const isReported = ledger.jurisdictions.length > 0
  const { jurisdictions } = isReported ? ledger : order
  return jurisdictions.length ? (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <div>
        <Text size="small" weight="plus">
          {isReported
            ? t("orderReporting.taxReportedNet")
            : t("orderReporting.taxCharged")}
        </Text>
        {isReported && (
          <Text size="xsmall" className="text-ui-fg-subtle">
            {t("orderReporting.taxReportedNetHint")}
          </Text>
        )}
      </div>
      {jurisdictions.map(({ name, rate, amount }) => (
        <LabeledValue key={name} name={`${name}, ${formatFraction(rate)}`}>
          {formatMoney(amount, currency_code)}
        </LabeledValue>
      ))}
      <LabeledValue name={t("orderReporting.taxTotal")} isTotal>
        {formatMoney(
          isReported ? reported.tax : order.charged.tax,
          currency_code
        )}
      </LabeledValue>
    </div>
  ) : null
}

const Comparison = ({
  ledger: { comparison, currency_code },
}: {
  ledger: Ledger
}) => {
  const { t } = useTranslation("kintsugi")
  return comparison ? (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" weight="plus">
        {t("orderReporting.comparison")}
      </Text>
      <LabeledValue name={t("orderReporting.charged")}>
        {formatMoney(comparison.charged, currency_code)}
      </LabeledValue>
      <LabeledValue name={t("orderReporting.calculated")}>
        {formatMoney(comparison.calculated, currency_code)}
      </LabeledValue>
      <Difference
        difference={comparison.difference}
        reason={comparison.reason}
        currencyCode={currency_code}
      />
    </div>
  ) : null
}
