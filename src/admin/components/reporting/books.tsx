import { Alert, Badge, Copy, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import type { OrderBooks, Transaction } from "../../kintsugi/api"
import { TEXTS, money, percent } from "../../kintsugi/texts"
import { SendAgain } from "./send-again"
import { StateBadge, kindOf } from "./state-badge"

const texts = TEXTS.orderTax

/** What Kintsugi knows of an order, beside what it was charged. */
export const Books = ({ books }: { books: OrderBooks }) => (
  <div className="divide-y">
    <Notes books={books} />
    {books.transactions.length ? (
      <ul className="divide-y">
        {books.transactions.map((transaction) => (
          <Record key={transaction.id} transaction={transaction} />
        ))}
      </ul>
    ) : (
      <Text size="small" className="text-ui-fg-subtle px-6 py-4">
        {texts.nothing}
      </Text>
    )}
    <Jurisdictions books={books} />
    <Comparison books={books} />
  </div>
)

const notesOf = ({
  order,
  problem,
  is_reporting,
  missing,
}: OrderBooks): string[] => {
  const { source = "", reason = "" } = order.fallback ?? {}
  return [
    texts.notOurs[order.taxed_by],
    texts.instead[source]?.(reasonInWords(reason)),
    problem === null ? undefined : texts.notRead(problem),
    is_reporting ? undefined : texts.reportingOff,
    missing ? TEXTS.reporting.notConfigured(missing) : undefined,
  ].filter((note) => note !== undefined)
}

const reasonInWords = (reason: string): string =>
  TEXTS.health.codes[reason] ?? reason

const Notes = ({ books }: { books: OrderBooks }) => {
  const notes = notesOf(books)
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
        {texts.sum(money(total, currency_code), money(tax, currency_code))}
      </Text>
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

/** Less what was credited, once something is reported; else as charged. */
const Jurisdictions = ({ books }: { books: OrderBooks }) => {
  const { currency_code, jurisdictions, order } = books
  const shown = jurisdictions.length ? jurisdictions : order.jurisdictions
  return shown.length ? (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" weight="plus">
        {jurisdictions.length
          ? texts.jurisdictionsReported
          : texts.jurisdictionsCharged}
      </Text>
      {shown.map(({ name, rate, amount }) => (
        <Pair key={name} name={`${name}, ${percent(rate)}`}>
          {money(amount, currency_code)}
        </Pair>
      ))}
    </div>
  ) : null
}

const Comparison = ({
  books: { comparison, currency_code },
}: {
  books: OrderBooks
}) =>
  comparison ? (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" weight="plus">
        {texts.comparison}
      </Text>
      <Pair name={texts.charged}>
        {money(comparison.charged, currency_code)}
      </Pair>
      <Pair name={texts.calculated}>
        {money(comparison.calculated, currency_code)}
      </Pair>
      <Pair name={texts.difference}>
        <Badge size="2xsmall" color={comparison.differs ? "orange" : "green"}>
          {Number(comparison.difference)
            ? money(comparison.difference, currency_code)
            : texts.same}
        </Badge>
      </Pair>
    </div>
  ) : null
