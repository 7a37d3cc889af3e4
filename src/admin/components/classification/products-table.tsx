import {
  Alert,
  Checkbox,
  Container,
  DataTable,
  type DataTableRowSelectionState,
  Heading,
  Input,
  Select,
  Text,
  createDataTableColumnHelper,
  createDataTableCommandHelper,
  toast,
  useDataTable,
} from "@medusajs/ui"
import { useState } from "react"
import { useNavigate } from "react-router-dom"
import {
  type ListedProduct,
  useClassifyProducts,
  useProducts,
} from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"
import { useDebouncedValue } from "../use-debounced-value"
import { AssignDrawer } from "./assign-drawer"
import { sourceName } from "./source"

const texts = TEXTS.classification
const PAGE_SIZE = 20

/** A Select's value can't be empty. */
const ALL = "all"

type Classified = typeof ALL | "true" | "false"

const column = createDataTableColumnHelper<ListedProduct>()
const command = createDataTableCommandHelper()

const COLUMNS = [
  column.select({
    header: ({ table }) => (
      <Checkbox
        aria-label={texts.selectAll}
        checked={
          table.getIsAllPageRowsSelected()
            ? true
            : table.getIsSomePageRowsSelected() && "indeterminate"
        }
        onCheckedChange={(checked) =>
          table.toggleAllPageRowsSelected(checked === true)
        }
      />
    ),
    cell: ({ row }) => (
      <Checkbox
        aria-label={texts.select(row.original.title)}
        checked={row.getIsSelected()}
        onCheckedChange={(checked) => row.toggleSelected(checked === true)}
        onClick={(event) => event.stopPropagation()}
      />
    ),
  }),
  column.accessor("title", { header: texts.product }),
  column.display({
    id: "taxed-as",
    header: texts.taxedAs,
    cell: ({ row: { original } }) =>
      original.effective
        ? `${original.effective.category} / ${original.effective.subcategory}`
        : texts.notClassified,
  }),
  column.display({
    id: "from",
    header: texts.from,
    cell: ({ row: { original } }) =>
      original.effective ? sourceName(original.effective.source) : TEXTS.none,
  }),
]

/** The store's products, with bulk classification. */
export const ProductsTable = () => {
  const navigate = useNavigate()
  const [words, setWords] = useState("")
  const q = useDebouncedValue(words.trim())
  const [classified, setClassified] = useState<Classified>(ALL)
  const [page, setPage] = useState({ pageIndex: 0, pageSize: PAGE_SIZE })
  const [selection, setSelection] = useState<DataTableRowSelectionState>({})
  const [toAssign, setToAssign] = useState<string[]>([])
  const clear = useClassifyProducts()
  const products = useProducts({
    limit: page.pageSize,
    offset: page.pageIndex * page.pageSize,
    q: q || undefined,
    classified: classified === ALL ? undefined : classified,
  })

  const table = useDataTable({
    data: products.data?.products ?? [],
    rowCount: products.data?.count ?? 0,
    columns: COLUMNS,
    getRowId: ({ id }) => id,
    isLoading: products.isPending,
    pagination: { state: page, onPaginationChange: setPage },
    rowSelection: { state: selection, onRowSelectionChange: setSelection },
    onRowClick: (_, { id }) => navigate(`/products/${id}`),
    commands: [
      command.command({
        label: texts.assign,
        shortcut: "A",
        action: (selected) => setToAssign(Object.keys(selected)),
      }),
      command.command({
        label: texts.clear,
        shortcut: "C",
        action: (selected) => {
          const ids = Object.keys(selected)
          clear.mutate(
            { ids, pair: null },
            {
              onSuccess: () => {
                setSelection({})
                toast.success(texts.cleared(ids.length))
              },
              onError: (error) => toast.error(errorMessage(error)),
            }
          )
        },
      }),
    ],
  })

  return (
    <Container className="divide-y p-0">
      <DataTable instance={table}>
        <DataTable.Toolbar className="flex flex-col items-start justify-between gap-2 md:flex-row md:items-center">
          <div>
            <Heading>{texts.title}</Heading>
            <Text size="small" className="text-ui-fg-subtle">
              {texts.subtitle}
            </Text>
          </div>
          <div className="flex shrink-0 flex-wrap items-center gap-2">
            <Select
              size="small"
              value={classified}
              onValueChange={(value) => {
                setClassified(value as Classified)
                setSelection({})
                setPage({ ...page, pageIndex: 0 })
              }}
            >
              <Select.Trigger aria-label={texts.show} className="w-52">
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                {[ALL, "false", "true"].map((value) => (
                  <Select.Item key={value} value={value}>
                    {texts.shown[value]}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
            <div className="w-52">
              <Input
                size="small"
                aria-label={texts.search}
                placeholder={texts.search}
                value={words}
                onChange={(event) => {
                  setWords(event.target.value)
                  setPage({ ...page, pageIndex: 0 })
                }}
              />
            </div>
          </div>
        </DataTable.Toolbar>
        {products.isError && (
          <div className="px-6 py-4">
            <Alert variant="error" role="alert">
              {TEXTS.unreachable}: {errorMessage(products.error)}
            </Alert>
          </div>
        )}
        <DataTable.Table
          emptyState={{
            empty: emptyState(q, classified),
          }}
        />
        <DataTable.Pagination />
        <DataTable.CommandBar selectedLabel={(count) => `${count}`} />
      </DataTable>
      <AssignDrawer
        ids={toAssign}
        onClose={(isDone) => {
          setToAssign([])
          if (isDone) {
            setSelection({})
          }
        }}
      />
    </Container>
  )
}

const emptyState = (q: string, classified: Classified) => {
  if (q || classified === "true") {
    return { heading: texts.noneFoundTitle, description: texts.noneFoundText }
  }
  return classified === "false"
    ? {
        heading: texts.allClassifiedTitle,
        description: texts.allClassifiedText,
      }
    : { heading: texts.emptyTitle, description: texts.emptyText }
}
