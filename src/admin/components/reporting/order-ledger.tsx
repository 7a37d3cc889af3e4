import { Alert, Badge, Copy, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import type { OrderLedger as Ledger, Transaction } from "../../kintsugi/api"
import { TEXTS, formatMoment, formatMoney, percent } from "../../kintsugi/texts"
import { SendAgain } from "./send-again"
import { StateBadge, WaitedForProduct, kindOf } from "./state-badge"

const texts = TEXTS.orderTax

/** What Kintsugi knows about an order, compared with what was charged. */
export const OrderLedger = ({ ledger }: { ledger: Ledger }) => (
  <div className="divide-y">
    <Notes ledger={ledger} />
    {ledger.transactions.length ? (
      <ul className="divide-y">
        {ledger.transactions.map((transaction) => (
          <Record key={transaction.id} transaction={transaction} />
        ))}
      </ul>
    ) : (
      <Text size="small" className="text-ui-fg-subtle px-6 py-4">
        {texts.nothing}
      </Text>
    )}
    <Jurisdictions ledger={ledger} />
    <Comparison ledger={ledger} />
  </div>
)

const notesOf = ({
  order,
  problem,
  older_than,
  is_reporting,
  missing,
}: Ledger): string[] => {
  const { source = "", reason = "" } = order.fallback ?? {}
  return [
    texts.notOurs[order.taxed_by],
    texts.instead[source]?.(reasonInWords(reason)),
    problem === null ? undefined : texts.notRead(problem),
    older_than === null ? undefined : texts.older(formatMoment(older_than)),
    is_reporting ? undefined : texts.reportingOff,
    missing ? TEXTS.reporting.notConfigured(missing) : undefined,
  ].filter((note) => note !== undefined)
}

const reasonInWords = (reason: string): string =>
  TEXTS.health.codes[reason] ?? reason

const Notes = ({ ledger }: { ledger: Ledger }) => {
  const notes = notesOf(ledger)
  return notes.length ? (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      {notes.map((note) => (
        <Alert key={note} variant="warning">
          {note}
        </Alert>
      ))}
    </div>
  ) : null
}

const Record = ({ transaction }: { transaction: Transaction }) => {
  const { total, tax, currency_code, kintsugi_id, message, locked } =
    transaction
  return (
    <li className="flex flex-col gap-y-2 px-6 py-4">
      <div className="flex items-start justify-between gap-x-2">
        <Text size="small" weight="plus">
          {kindOf(transaction)}
        </Text>
        <StateBadge transaction={transaction} />
      </div>
      <Text size="small" className="text-ui-fg-subtle">
        {texts.sum(
          formatMoney(total, currency_code),
          formatMoney(tax, currency_code)
        )}
      </Text>
      <WaitedForProduct product={transaction.product} />
      {message && <Text size="small">{message}</Text>}
      {kintsugi_id && (
        <Pair name={texts.kintsugiId}>
          <span className="flex items-center gap-x-1">
            <span className="break-all">{kintsugi_id}</span>
            <Copy
              content={kintsugi_id}
              aria-label={`${TEXTS.copy} ${kintsugi_id}`}
              className="text-ui-fg-muted"
            />
          </span>
        </Pair>
      )}
      {locked && (
        <div>
          <Badge size="2xsmall">{texts.filed}</Badge>
        </div>
      )}
      <div className="flex justify-end empty:hidden">
        <SendAgain transaction={transaction} />
      </div>
    </li>
  )
}

const Pair = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex items-start justify-between gap-x-4">
    <Text size="small" className="text-ui-fg-subtle shrink-0">
      {name}
    </Text>
    <Text size="small" as="div" className="text-right">
      {children}
    </Text>
  </div>
)

/** Reported tax less credits; before anything is reported, the charged tax. */
const Jurisdictions = ({ ledger }: { ledger: Ledger }) => {
  const { currency_code, jurisdictions, order } = ledger
  const rows = jurisdictions.length ? jurisdictions : order.jurisdictions
  return rows.length ? (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" weight="plus">
        {jurisdictions.length
          ? texts.jurisdictionsReported
          : texts.jurisdictionsCharged}
      </Text>
      {rows.map(({ name, rate, amount }) => (
        <Pair key={name} name={`${name}, ${percent(rate)}`}>
          {formatMoney(amount, currency_code)}
        </Pair>
      ))}
    </div>
  ) : null
}

const Comparison = ({
  ledger: { comparison, currency_code },
}: {
  ledger: Ledger
}) =>
  comparison ? (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" weight="plus">
        {texts.comparison}
      </Text>
      <Pair name={texts.charged}>
        {formatMoney(comparison.charged, currency_code)}
      </Pair>
      <Pair name={texts.calculated}>
        {formatMoney(comparison.calculated, currency_code)}
      </Pair>
      <Pair name={texts.difference}>
        <Badge size="2xsmall" color={comparison.differs ? "orange" : "green"}>
          {Number(comparison.difference)
            ? formatMoney(comparison.difference, currency_code)
            : texts.same}
        </Badge>
      </Pair>
    </div>
  ) : null
