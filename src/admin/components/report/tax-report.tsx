import { Alert, Container, Heading, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { TaxReport } from "../../kintsugi/answers"
import { formatCount, formatMoney } from "../../kintsugi/format"
import { useReport } from "../../kintsugi/report-api"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { Download } from "./download"
import { Entries } from "./entries"
import { ReportFilters } from "./filters"
import { Jurisdictions } from "./jurisdictions"
import { LinkButton } from "./link-button"
import { MonthChart } from "./month-chart"
import { Places } from "./places"
import { useReportQuery } from "./report-query"
import { Totals } from "./totals"

/** The whole page: what it shows is in its URL. */
export const TaxReportView = () => {
  const { t } = useTranslation("kintsugi")
  const { query } = useReportQuery()
  const answer = useReport(query)
  return (
    <div className="flex flex-col gap-y-3">
      <Container className="divide-y p-0">
        <div className="flex flex-wrap items-start justify-between gap-3 px-6 py-4">
          <div>
            <Heading level="h1">{t("report.title")}</Heading>
            <Text size="small" className="text-ui-fg-subtle">
              {t("report.subtitle")}
            </Text>
          </div>
          <Download query={query} />
        </div>
        <ReportFilters report={answer.data?.report} />
        <Loaded query={answer}>
          {({ report }) => (
            <>
              <Notes report={report} />
              <Totals report={report} />
            </>
          )}
        </Loaded>
      </Container>
      {answer.data && <Parts report={answer.data.report} />}
    </div>
  )
}

const Parts = ({ report }: { report: TaxReport }) => {
  const { t } = useTranslation("kintsugi")
  const hasPlace = report.place.country !== undefined
  return (
    <>
      <Section title={t("report.months")}>
        <MonthChart report={report} />
      </Section>
      <Section title={t("report.places")}>
        <Places report={report} />
      </Section>
      {hasPlace && report.jurisdictions.length > 0 && (
        <Section
          title={t("report.jurisdictions")}
          subtitle={t("report.jurisdictionsHint")}
        >
          <Jurisdictions report={report} />
        </Section>
      )}
      <Section
        title={t("report.entries")}
        subtitle={t("report.entriesSubtitle")}
      >
        <Entries />
      </Section>
    </>
  )
}

/** What the figures do not have yet. */
const Notes = ({ report }: { report: TaxReport }) => {
  const { t } = useTranslation("kintsugi")
  const { showEntries } = useReportQuery()
  const { progress, changed, waiting, currency_code } = report
  if (!progress && !changed && !waiting.orders) {
    return null
  }
  return (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      {progress && (
        <Alert variant="warning" role="status">
          {t("report.filling", {
            read: formatCount(progress.read),
            orders: formatCount(progress.orders),
          })}
        </Alert>
      )}
      {!progress && changed > 0 && (
        <Text size="small" role="status">
          {t("report.changed", { count: changed })}
        </Text>
      )}
      {waiting.orders > 0 && (
        <Text size="small">
          {t("report.waiting", {
            count: waiting.orders,
            total: formatMoney(waiting.total, currency_code),
          })}{" "}
          <LinkButton onClick={() => showEntries({ waiting: "true" })}>
            {t("report.showWaiting")}
          </LinkButton>
        </Text>
      )}
    </div>
  )
}
