import { Alert, Button, Table, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { ReportEntries } from "../../kintsugi/answers"
import { formatMoment, formatMoney } from "../../kintsugi/format"
import { useReportEntries } from "../../kintsugi/report-api"
import { errorMessage } from "../../kintsugi/sdk"
import { PageLink } from "../page-link"
import { Scrolling } from "../scrolling"
import { AmountCell, AmountHeader } from "../amount-cells"
import { LinkButton } from "./link-button"
import { placeName } from "./place-name"
import { useReportQuery } from "./report-query"

/** The orders behind the figures, with more on demand. */
export const Entries = () => {
  const { t } = useTranslation("kintsugi")
  const { query, entries: filter } = useReportQuery()
  const pages = useReportEntries({ ...query, ...filter })
  const entries = pages.data?.pages.flatMap((page) => page.entries)
  return (
    <>
      <FilterNote />
      {pages.isError && (
        <div className="px-6 py-4">
          <Alert variant="error" role="alert">
            {t("common.loadFailed")}: {errorMessage(pages.error)}
          </Alert>
        </div>
      )}
      {entries?.length === 0 && (
        <Text size="small" className="px-6 py-4">
          {t("report.noEntries")}
        </Text>
      )}
      {entries && entries.length > 0 && <EntriesTable entries={entries} />}
      {pages.hasNextPage && (
        <div className="px-6 py-4">
          <Button
            size="small"
            variant="secondary"
            isLoading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t("report.more")}
          </Button>
        </div>
      )}
    </>
  )
}

const FilterNote = () => {
  const { t } = useTranslation("kintsugi")
  const { entries: filter, showEntries } = useReportQuery()
  const { jurisdiction, source, waiting } = filter
  const text = jurisdiction
    ? t("report.jurisdictionFilter", { name: jurisdiction })
    : waiting
      ? t("report.waitingFilter")
      : source === "remembered" || source === "fallback" || source === "other"
        ? t(`report.sourceFilters.${source}`)
        : undefined
  return text ? (
    <div className="flex flex-wrap items-center gap-x-3 px-6 py-3">
      <Text size="small">{text}</Text>
      <LinkButton onClick={() => showEntries({})}>
        {t("report.removeFilter")}
      </LinkButton>
    </div>
  ) : null
}

const EntriesTable = ({ entries }: { entries: ReportEntries["entries"] }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Scrolling label={t("report.entries")}>
      <Table>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("report.order")}</Table.HeaderCell>
            <Table.HeaderCell>{t("report.entry")}</Table.HeaderCell>
            <Table.HeaderCell>{t("report.date")}</Table.HeaderCell>
            <Table.HeaderCell>{t("report.place")}</Table.HeaderCell>
            <AmountHeader>{t("report.figures.gross")}</AmountHeader>
            <AmountHeader>{t("report.figures.exempt")}</AmountHeader>
            <AmountHeader>{t("report.figures.taxable")}</AmountHeader>
            <AmountHeader>{t("report.figures.tax")}</AmountHeader>
            <AmountHeader>{t("report.figures.calculated")}</AmountHeader>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {entries.map((entry) => (
            <Table.Row key={entry.id}>
              <Table.Cell>
                <PageLink to={`/orders/${entry.order_id}`}>
                  {entry.display_id
                    ? t("ledger.orderNumber", { number: entry.display_id })
                    : entry.order_id}
                </PageLink>
              </Table.Cell>
              <Table.Cell className="whitespace-nowrap">
                {t(`report.types.${entry.type}`)}
              </Table.Cell>
              <Table.Cell className="whitespace-nowrap">
                {formatMoment(entry.occurred_at)}
              </Table.Cell>
              <Table.Cell className="whitespace-nowrap">
                {placeName({ country: entry.country, state: entry.state }, t)}
              </Table.Cell>
              {(["gross", "exempt", "taxable", "tax"] as const).map((name) => (
                <AmountCell key={name}>
                  {formatMoney(entry[name], entry.currency_code)}
                </AmountCell>
              ))}
              <AmountCell>
                {entry.calculated_tax === null
                  ? t("common.noValue")
                  : formatMoney(entry.calculated_tax, entry.currency_code)}
              </AmountCell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </Scrolling>
  )
}
