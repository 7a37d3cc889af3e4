import {
  Alert,
  Container,
  DataTable,
  Heading,
  Input,
  Select,
  Text,
  createDataTableColumnHelper,
  useDataTable,
} from "@medusajs/ui"
import { useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import { useSearchParams } from "react-router-dom"
import type { Transaction } from "../../kintsugi/answers"
import { useTransactions } from "../../kintsugi/ledger-api"
import { errorMessage } from "../../kintsugi/sdk"
import { formatMoment, formatMoney } from "../../kintsugi/format"
import { TablePagination } from "../table-pagination"
import { useDebouncedValue } from "../use-debounced-value"
import { RetryRecord } from "./retry-record"
import { PageLink } from "../page-link"
import {
  BlockingProduct,
  StateBadge,
  formatCollected,
  formatOrder,
  formatType,
} from "./state-badge"

const PAGE_SIZE = 20

const column = createDataTableColumnHelper<Transaction>()

const useColumns = () => {
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
                {original.message}
              </Text>
            )}
          </div>
        ),
      }),
      column.display({
        id: "total",
        header: t("ledger.total"),
        cell: ({ row: { original } }) =>
          formatMoney(original.total, original.currency_code),
      }),
      column.display({
        id: "tax",
        header: t("ledger.tax"),
        cell: ({ row: { original } }) => (
          <div className="flex flex-col items-start py-3">
            <span>{formatMoney(original.tax, original.currency_code)}</span>
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
        cell: ({ row: { original } }) => formatMoment(original.occurred_at),
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
    [t]
  )
}

/** A Select's value can't be empty. */
const ALL = "all"

const STATES = [
  "waiting",
  "sending",
  "delivered",
  "refused",
  "skipped",
] as const

const TYPES = ["sale", "credit_note"] as const

const WITHOUT_ANSWER = "without_answer"

/** The summary counts records that are being sent as waiting. */
const statesOf = (state: string | undefined): string[] | undefined =>
  state === "waiting" ? ["waiting", "sending"] : state ? [state] : undefined

/** The ledger. Search and filters are kept in the page's URL. */
export const Records = () => {
  const { t } = useTranslation("kintsugi")
  const columns = useColumns()
  const [searchParams, setSearchParams] = useSearchParams()
  const search = searchParams.get("q") ?? ""
  const q = useDebouncedValue(search.trim())
  const state = searchParams.get("state") ?? undefined
  const type = searchParams.get("type") ?? undefined
  const taxed = searchParams.get("taxed") ?? undefined
  const searchKey = `${q} ${state} ${type} ${taxed}`
  // A new search starts at its first page.
  const [page, setPage] = useState({ searchKey, pageIndex: 0 })
  const pageIndex = page.searchKey === searchKey ? page.pageIndex : 0
  const records = useTransactions({
    limit: PAGE_SIZE,
    offset: pageIndex * PAGE_SIZE,
    q: q || undefined,
    state: statesOf(state),
    type,
    not_answered: taxed === WITHOUT_ANSWER ? true : undefined,
  })
  const setFilter = (name: string, value: string) =>
    setSearchParams(
      (before) => {
        const after = new URLSearchParams(before)
        if (value) {
          after.set(name, value)
        } else {
          after.delete(name)
        }
        return after
      },
      { replace: true }
    )

  const table = useDataTable({
    data: records.data?.transactions ?? [],
    rowCount: records.data?.count ?? 0,
    columns,
    getRowId: ({ id }) => id,
    isLoading: records.isPending,
    autoResetPageIndex: false,
    pagination: {
      state: { pageIndex, pageSize: PAGE_SIZE },
      onPaginationChange: ({ pageIndex: next }) =>
        setPage({ searchKey, pageIndex: next }),
    },
  })

  const emptyReason = q || state || type || taxed ? "noMatch" : "empty"

  return (
    <Container className="divide-y p-0">
      <DataTable instance={table}>
        <DataTable.Toolbar className="flex flex-col items-start justify-between gap-3 md:flex-row">
          <div>
            <Heading level="h2">{t("ledger.title")}</Heading>
            <Text size="small" className="text-ui-fg-subtle">
              {t("ledger.subtitle")}
            </Text>
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <Filter
              label={t("ledger.state")}
              all={t("ledger.allStates")}
              choices={STATES.map((value) => ({
                value,
                name: t(`ledger.states.${value}`),
              }))}
              value={state}
              onChange={(value) => setFilter("state", value)}
            />
            <Filter
              label={t("ledger.type")}
              all={t("ledger.allTypes")}
              choices={TYPES.map((value) => ({
                value,
                name: t(`ledger.types.${value}`),
              }))}
              value={type}
              onChange={(value) => setFilter("type", value)}
            />
            <Filter
              label={t("ledger.taxed")}
              all={t("ledger.allSources")}
              choices={[
                { value: WITHOUT_ANSWER, name: t("ledger.taxedWithoutAnswer") },
              ]}
              value={taxed}
              onChange={(value) => setFilter("taxed", value)}
            />
            <div className="w-52">
              <Input
                size="small"
                aria-label={t("ledger.search")}
                placeholder={t("ledger.search")}
                value={search}
                onChange={(event) => setFilter("q", event.target.value)}
              />
            </div>
          </div>
        </DataTable.Toolbar>
        {records.isError && (
          <div className="px-6 py-4">
            <Alert variant="error" role="alert">
              {t("common.loadFailedBecause", {
                problem: errorMessage(records.error),
              })}
            </Alert>
          </div>
        )}
        <DataTable.Table
          emptyState={{
            empty: {
              heading: t(`ledger.${emptyReason}.title`),
              description: t(`ledger.${emptyReason}.text`),
            },
          }}
        />
        <TablePagination />
      </DataTable>
    </Container>
  )
}

type FilterProps = {
  label: string
  /** The name of the choice that filters nothing. */
  all: string
  choices: { value: string; name: string }[]
  value: string | undefined
  /** Gets an empty string for the choice that filters nothing. */
  onChange: (value: string) => void
}

const Filter = ({ label, all, choices, value, onChange }: FilterProps) => (
  <Select
    size="small"
    value={choices.some((choice) => choice.value === value) ? value : ALL}
    onValueChange={(chosen) => onChange(chosen === ALL ? "" : chosen)}
  >
    <Select.Trigger aria-label={label} className="w-44">
      <Select.Value />
    </Select.Trigger>
    <Select.Content>
      <Select.Item value={ALL}>{all}</Select.Item>
      {choices.map((choice) => (
        <Select.Item key={choice.value} value={choice.value}>
          {choice.name}
        </Select.Item>
      ))}
    </Select.Content>
  </Select>
)
