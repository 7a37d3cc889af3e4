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
  usePrompt,
} from "@medusajs/ui"
import { useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import { useNavigate } from "react-router-dom"
import type { Translate } from "../../i18n/translate"
import type { CategoryPair, ListedProduct } from "../../kintsugi/answers"
import {
  useClassifyProducts,
  useProductCategories,
  useProducts,
} from "../../kintsugi/products-api"
import { errorMessage } from "../../kintsugi/sdk"
import { TablePagination } from "../table-pagination"
import { useDebouncedValue } from "../use-debounced-value"
import { AssignDrawer } from "./assign-drawer"
import { ExportButton } from "./export-button"
import { ImportDrawer } from "./import-drawer"
import { formatSource } from "./source"
import { useSeenProducts } from "./use-seen-products"

const PAGE_SIZE = 20

/** The filters, with what each asks the server for. */
const FILTERS = {
  all: undefined,
  unclassified: "false",
  classified: "true",
} as const

type Filter = keyof typeof FILTERS

const FILTER_NAMES = Object.keys(FILTERS) as Filter[]

const column = createDataTableColumnHelper<ListedProduct>()
const command = createDataTableCommandHelper()

const useColumns = (defaults: CategoryPair | undefined) => {
  const { t } = useTranslation("kintsugi")
  return useMemo(
    () => [
      column.select({
        header: ({ table }) => (
          <Checkbox
            aria-label={t("classification.selectAll")}
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
            aria-label={t("classification.selectProduct", {
              title: row.original.title,
            })}
            checked={row.getIsSelected()}
            onCheckedChange={(checked) => row.toggleSelected(checked === true)}
            onClick={(event) => event.stopPropagation()}
          />
        ),
      }),
      column.accessor("title", { header: t("classification.product") }),
      column.display({
        id: "taxed-as",
        header: t("classification.taxedAs"),
        cell: ({ row: { original } }): string =>
          formatTaxedAs(original.effective, defaults, t),
      }),
      column.display({
        id: "from",
        header: t("classification.source"),
        cell: ({ row: { original } }): string =>
          original.effective
            ? formatSource(original.effective.source, t)
            : t("common.noValue"),
      }),
    ],
    [t, defaults]
  )
}

/** As long as Kintsugi was not asked, the default may not be what is charged. */
const formatTaxedAs = (
  effective: ListedProduct["effective"],
  defaults: CategoryPair | undefined,
  t: Translate
): string => {
  const pair = effective?.category ? effective : defaults
  if (!pair) {
    return t("classification.notClassified")
  }
  const { category, subcategory } = pair
  if (!effective?.category) {
    return t("classification.unlessAtKintsugi", { category, subcategory })
  }
  return effective.source.from === "default"
    ? t("classification.asDefault", { category, subcategory })
    : `${category} / ${subcategory}`
}

/** The store's products, with bulk classification. */
export const ProductsTable = () => {
  const { t } = useTranslation("kintsugi")
  const navigate = useNavigate()
  const [search, setSearch] = useState("")
  const q = useDebouncedValue(search.trim())
  const [filter, setFilter] = useState<Filter>("all")
  const [page, setPage] = useState({ pageIndex: 0, pageSize: PAGE_SIZE })
  const [selection, setSelection] = useState<DataTableRowSelectionState>({})
  const [toAssign, setToAssign] = useState<string[]>([])
  const clear = useClassifyProducts()
  const products = useProducts({
    limit: page.pageSize,
    offset: page.pageIndex * page.pageSize,
    q: q || undefined,
    classified: FILTERS[filter],
    resolved: true,
  })
  const columns = useColumns(products.data?.defaults)
  const seen = useSeenProducts(products.data?.products)
  const categories = useProductCategories()
  const prompt = usePrompt()

  const confirmAndClear = async (ids: string[]) => {
    const own = ids.filter((id) => seen.get(id)?.classification).length
    const isConfirmed =
      !own ||
      (await prompt({
        title: t("classification.clearTitle", { count: own }),
        description: t("classification.clearText"),
        confirmText: t("common.clear"),
        cancelText: t("common.cancel"),
      }))
    if (isConfirmed) {
      clear.mutate(
        { ids, pair: null },
        {
          onSuccess: () => {
            setSelection({})
            toast.success(t("classification.cleared", { count: ids.length }))
          },
          onError: (error) => toast.error(errorMessage(error)),
        }
      )
    }
  }

  const table = useDataTable({
    data: products.data?.products ?? [],
    rowCount: products.data?.count ?? 0,
    columns,
    getRowId: ({ id }) => id,
    isLoading: products.isPending,
    pagination: { state: page, onPaginationChange: setPage },
    rowSelection: { state: selection, onRowSelectionChange: setSelection },
    onRowClick: (_, { id }) => navigate(`/products/${id}`),
    commands: [
      command.command({
        label: t("classification.assign"),
        shortcut: "A",
        action: (selected) => {
          if (categories.isError) {
            toast.error(
              t("categories.unavailable", {
                problem: errorMessage(categories.error),
              })
            )
          } else {
            setToAssign(Object.keys(selected))
          }
        },
      }),
      command.command({
        label: t("classification.clear"),
        shortcut: "C",
        action: (selected) => void confirmAndClear(Object.keys(selected)),
      }),
    ],
  })

  return (
    <Container
      className="divide-y p-0"
      role="region"
      aria-label={t("classification.title")}
    >
      <DataTable instance={table}>
        <DataTable.Toolbar className="flex flex-col items-start justify-between gap-2 md:flex-row md:items-center">
          <div>
            <Heading>{t("classification.title")}</Heading>
            <Text size="small" className="text-ui-fg-subtle">
              {t("classification.subtitle")}
            </Text>
          </div>
          <div className="flex shrink-0 flex-wrap items-center gap-2">
            <Select
              size="small"
              value={filter}
              onValueChange={(value) => {
                setFilter(value as Filter)
                setSelection({})
                setPage({ ...page, pageIndex: 0 })
              }}
            >
              <Select.Trigger
                aria-label={t("classification.filter")}
                className="w-52"
              >
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                {FILTER_NAMES.map((value) => (
                  <Select.Item key={value} value={value}>
                    {t(`classification.filters.${value}`)}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
            <div className="w-52">
              <Input
                size="small"
                aria-label={t("classification.search")}
                placeholder={t("classification.search")}
                value={search}
                onChange={(event) => {
                  setSearch(event.target.value)
                  setPage({ ...page, pageIndex: 0 })
                }}
              />
            </div>
            <ExportButton />
            <ImportDrawer />
          </div>
        </DataTable.Toolbar>
        {products.isError && (
          <div className="px-6 py-4">
            <Alert variant="error" role="alert">
              {t("common.loadFailedBecause", {
                problem: errorMessage(products.error),
              })}
            </Alert>
          </div>
        )}
        <DataTable.Table
          emptyState={{
            empty: emptyState(q, filter, t),
          }}
        />
        <TablePagination />
        <DataTable.CommandBar selectedLabel={(count) => `${count}`} />
      </DataTable>
      <AssignDrawer
        products={toAssign.map((id) => seen.get(id) ?? { id })}
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

/** Why a list without a search has no products. */
const EMPTY = {
  all: "empty",
  classified: "noneClassified",
  unclassified: "allClassified",
} as const satisfies Record<Filter, string>

const emptyState = (q: string, filter: Filter, t: Translate) => {
  const reason = q ? "noMatch" : EMPTY[filter]
  return {
    heading: t(`classification.${reason}.title`),
    description: t(`classification.${reason}.text`),
  }
}
