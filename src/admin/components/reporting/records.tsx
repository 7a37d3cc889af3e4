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
import { messageOf } from "../../kintsugi/sdk"
import { TEXTS, moment, money } from "../../kintsugi/texts"
import { useSettled } from "../settled"
import { SendAgain } from "./send-again"
import { PageLink } from "../page-link"
import { StateBadge, kindOf, orderName } from "./state-badge"

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
      money(original.total, original.currency_code),
  }),
  column.display({
    id: "tax",
    header: texts.tax,
    cell: ({ row: { original } }) =>
      money(original.tax, original.currency_code),
  }),
  column.display({
    id: "at",
    header: texts.at,
    cell: ({ row: { original } }) => moment(original.occurred_at),
  }),
  column.display({
    id: "again",
    header: () => <span className="sr-only">{texts.actions}</span>,
    cell: ({ row: { original } }) => (
      // The cell cuts off what stands out, such as a button's frame.
      <div className="p-1">
        <SendAgain transaction={original} />
      </div>
    ),
  }),
]

/** A Select's choice can't be empty. */
const ALL = "all"

const FILTERS = {
  state: { label: texts.state, all: texts.allStates, choices: texts.states },
  type: { label: texts.type, all: texts.allTypes, choices: texts.types },
} as const

/** What is on its way counts as waiting where it is counted. */
const statesOf = (state: string | undefined): string[] | undefined =>
  state === "waiting" ? ["waiting", "sending"] : state ? [state] : undefined

/** The ledger. What is looked for is in the page's address. */
export const Records = () => {
  const [address, setAddress] = useSearchParams()
  const words = address.get("q") ?? ""
  const q = useSettled(words.trim())
  const state = address.get("state") ?? undefined
  const type = address.get("type") ?? undefined
  const looked = `${q} ${state} ${type}`
  // Another search begins at its first page.
  const [page, setPage] = useState({ looked, pageIndex: 0 })
  const pageIndex = page.looked === looked ? page.pageIndex : 0
  const records = useTransactions({
    limit: PAGE_SIZE,
    offset: pageIndex * PAGE_SIZE,
    q: q || undefined,
    state: statesOf(state),
    type,
  })
  const look = (name: string, value: string) =>
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
        setPage({ looked, pageIndex: next }),
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
                onChange={(value) => look(name, value)}
              />
            ))}
            <div className="w-52">
              <Input
                size="small"
                aria-label={texts.search}
                placeholder={texts.search}
                value={words}
                onChange={(event) => look("q", event.target.value)}
              />
            </div>
          </div>
        </DataTable.Toolbar>
        {records.isError && (
          <div className="px-6 py-4">
            <Alert variant="error" role="alert">
              {TEXTS.unreachable}: {messageOf(records.error)}
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
