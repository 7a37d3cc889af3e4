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
import { useState } from "react"
import { useSearchParams } from "react-router-dom"
import { type Transaction, useTransactions } from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS, formatMoment, formatMoney } from "../../kintsugi/texts"
import { useDebouncedValue } from "../use-debounced-value"
import { SendAgain } from "./send-again"
import { PageLink } from "../page-link"
import { StateBadge, WaitedForProduct, kindOf, orderName } from "./state-badge"

const texts = TEXTS.reporting
const PAGE_SIZE = 20

const column = createDataTableColumnHelper<Transaction>()

const COLUMNS = [
  column.display({
    id: "order",
    header: texts.order,
    cell: ({ row: { original } }) => (
      <PageLink to={`/orders/${original.order_id}`}>
        {orderName(original)}
      </PageLink>
    ),
  }),
  column.display({
    id: "kind",
    header: texts.kind,
    cell: ({ row: { original } }) => kindOf(original),
  }),
  column.display({
    id: "state",
    header: texts.state,
    cell: ({ row: { original } }) => (
      <div className="flex min-w-80 max-w-lg flex-col items-start gap-y-1 whitespace-normal py-3">
        <StateBadge transaction={original} />
        <WaitedForProduct product={original.product} />
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
    header: texts.total,
    cell: ({ row: { original } }) =>
      formatMoney(original.total, original.currency_code),
  }),
  column.display({
    id: "tax",
    header: texts.tax,
    cell: ({ row: { original } }) =>
      formatMoney(original.tax, original.currency_code),
  }),
  column.display({
    id: "at",
    header: texts.at,
    cell: ({ row: { original } }) => formatMoment(original.occurred_at),
  }),
  column.display({
    id: "again",
    header: () => <span className="sr-only">{texts.actions}</span>,
    cell: ({ row: { original } }) => (
      // The cell clips anything that overflows, such as a button's border.
      <div className="p-1">
        <SendAgain transaction={original} />
      </div>
    ),
  }),
]

/** A Select's value can't be empty. */
const ALL = "all"

const FILTERS = {
  state: { label: texts.state, all: texts.allStates, choices: texts.states },
  type: { label: texts.type, all: texts.allTypes, choices: texts.types },
} as const

/** The summary counts records that are being sent as waiting. */
const statesOf = (state: string | undefined): string[] | undefined =>
  state === "waiting" ? ["waiting", "sending"] : state ? [state] : undefined

/** The ledger. Search and filters are kept in the page's URL. */
export const Records = () => {
  const [address, setAddress] = useSearchParams()
  const words = address.get("q") ?? ""
  const q = useDebouncedValue(words.trim())
  const state = address.get("state") ?? undefined
  const type = address.get("type") ?? undefined
  const searchKey = `${q} ${state} ${type}`
  // A new search starts at its first page.
  const [page, setPage] = useState({ searchKey, pageIndex: 0 })
  const pageIndex = page.searchKey === searchKey ? page.pageIndex : 0
  const records = useTransactions({
    limit: PAGE_SIZE,
    offset: pageIndex * PAGE_SIZE,
    q: q || undefined,
    state: statesOf(state),
    type,
  })
  const setFilter = (name: string, value: string) =>
    setAddress(
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
    columns: COLUMNS,
    getRowId: ({ id }) => id,
    isLoading: records.isPending,
    autoResetPageIndex: false,
    pagination: {
      state: { pageIndex, pageSize: PAGE_SIZE },
      onPaginationChange: ({ pageIndex: next }) =>
        setPage({ searchKey, pageIndex: next }),
    },
  })

  return (
    <Container className="divide-y p-0">
      <DataTable instance={table}>
        <DataTable.Toolbar className="flex flex-col items-start justify-between gap-3 md:flex-row">
          <div>
            <Heading level="h2">{texts.records}</Heading>
            <Text size="small" className="text-ui-fg-subtle">
              {texts.recordsSubtitle}
            </Text>
          </div>
          <div className="flex flex-wrap items-center gap-2">
            {(["state", "type"] as const).map((name) => (
              <Filter
                key={name}
                {...FILTERS[name]}
                value={address.get(name) ?? ALL}
                onChange={(value) => setFilter(name, value)}
              />
            ))}
            <div className="w-52">
              <Input
                size="small"
                aria-label={texts.search}
                placeholder={texts.search}
                value={words}
                onChange={(event) => setFilter("q", event.target.value)}
              />
            </div>
          </div>
        </DataTable.Toolbar>
        {records.isError && (
          <div className="px-6 py-4">
            <Alert variant="error" role="alert">
              {TEXTS.unreachable}: {errorMessage(records.error)}
            </Alert>
          </div>
        )}
        <DataTable.Table
          emptyState={{
            empty:
              q || state || type
                ? {
                    heading: texts.noneFoundTitle,
                    description: texts.noneFoundText,
                  }
                : { heading: texts.emptyTitle, description: texts.emptyText },
          }}
        />
        <DataTable.Pagination />
      </DataTable>
    </Container>
  )
}

type FilterProps = {
  label: string
  all: string
  choices: Record<string, string>
  value: string
  onChange: (value: string) => void
}

const Filter = ({ label, all, choices, value, onChange }: FilterProps) => (
  <Select
    size="small"
    value={value in choices ? value : ALL}
    onValueChange={(chosen) => onChange(chosen === ALL ? "" : chosen)}
  >
    <Select.Trigger aria-label={label} className="w-44">
      <Select.Value />
    </Select.Trigger>
    <Select.Content>
      <Select.Item value={ALL}>{all}</Select.Item>
      {Object.entries(choices).map(([choice, name]) => (
        <Select.Item key={choice} value={choice}>
          {name}
        </Select.Item>
      ))}
    </Select.Content>
  </Select>
)
