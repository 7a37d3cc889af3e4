import {
  Alert,
  Container,
  DataTable,
  Heading,
  Text,
  useDataTable,
} from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useTransactions } from "../../kintsugi/ledger-api"
import { errorMessage } from "../../kintsugi/sdk"
import { TablePagination } from "../table-pagination"
import { DownloadRecords } from "./download-records"
import { useRecordColumns } from "./record-columns"
import { RecordFilters } from "./record-filters"
import { useRecordSearch } from "./use-record-search"

const PAGE_SIZE = 20

/** The ledger. Search and filters are kept in the page's URL. */
export const Records = () => {
  const { t } = useTranslation("kintsugi")
  const search = useRecordSearch()
  // A new search starts at its first page.
  const [page, setPage] = useState({ key: search.key, pageIndex: 0 })
  const pageIndex = page.key === search.key ? page.pageIndex : 0
  const records = useTransactions({
    ...search.filter,
    limit: PAGE_SIZE,
    offset: pageIndex * PAGE_SIZE,
  })
  const zone = records.data?.time_zone
  const columns = useRecordColumns(zone)
  const { from, to } = search.values
  const isReversed = Boolean(from && to && from > to)

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
        setPage({ key: search.key, pageIndex: next }),
    },
  })

  const emptyReason = search.isFiltered ? "noMatch" : "empty"

  return (
    <Container
      role="region"
      aria-label={t("ledger.title")}
      className="divide-y p-0"
    >
      <DataTable instance={table}>
        <DataTable.Toolbar className="flex flex-col items-start gap-3">
          <div className="flex w-full flex-wrap items-start justify-between gap-3">
            <div>
              <Heading level="h2">{t("ledger.title")}</Heading>
              <Text size="small" className="text-ui-fg-subtle">
                {zone
                  ? t("ledger.subtitle", { zone })
                  : t("ledger.subtitleWithoutZone")}
              </Text>
            </div>
            <DownloadRecords
              filter={search.filter}
              disabled={!records.data?.count}
            />
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <RecordFilters search={search} />
          </div>
          {isReversed && (
            <Alert variant="warning" role="alert">
              {t("ledger.periodReversed")}
            </Alert>
          )}
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
