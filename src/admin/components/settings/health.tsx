import { StatusBadge, Table, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Health } from "../../kintsugi/answers"
import { useHealth } from "../../kintsugi/settings-api"
import { formatCount, formatPercent } from "../../kintsugi/format"
import { AmountCell, AmountHeader } from "../amount-cells"
import { Loaded } from "../loaded"
import { PageLink } from "../page-link"
import { Problems } from "../problems"
import { Scrolling } from "../scrolling"
import { Section } from "../section"
import { OutageAlert } from "./outage"
import { EstimatesChart, LatencyChart, formatLatency } from "./health-charts"

/** Statistics on calculations, and current problems. */
export const HealthSection = () => {
  const { t } = useTranslation("kintsugi")
  const health = useHealth()
  const { problems, ledger } = health.data?.health ?? {}
  return (
    <Section
      title={t("health.title")}
      subtitle={t("health.subtitle")}
      aside={
        problems?.length === 0 && !ledger?.refused ? (
          <StatusBadge color="green">{t("problems.none")}</StatusBadge>
        ) : undefined
      }
    >
      <Loaded query={health}>
        {({ health: loaded }) => (
          <>
            <OutageAlert outage={loaded.outage} />
            <Problems problems={loaded.problems} />
            <LedgerCounts ledger={loaded.ledger} />
            <FiguresTable health={loaded} />
            {loaded.last_day.estimates ? (
              <div className="grid grid-cols-1 gap-6 px-6 py-4 md:grid-cols-2">
                <EstimatesChart hours={loaded.hours} />
                <LatencyChart hours={loaded.hours} />
              </div>
            ) : (
              <Text size="small" className="text-ui-fg-subtle px-6 py-4">
                {t("health.noCalculations")}
              </Text>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** Refused records need attention; waiting for payment is normal. */
const LedgerCounts = ({
  ledger: { waiting, refused },
}: Pick<Health, "ledger">) => {
  const { t } = useTranslation("kintsugi")
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-6 py-4">
      <Text size="small" weight="plus">
        {t("health.ledger")}
      </Text>
      <StatusBadge color={refused ? "red" : "green"}>
        {t("health.refusedRecords", { records: refused })}
      </StatusBadge>
      <StatusBadge color="grey">
        {t("health.waitingRecords", { records: waiting })}
      </StatusBadge>
      <PageLink to={`/tax-reporting?state=${refused ? "refused" : "waiting"}`}>
        {t("health.showRecords")}
      </PageLink>
    </div>
  )
}

const FiguresTable = ({ health }: { health: Health }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Scrolling label={t("health.title")}>
      <Table>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>
              <span className="sr-only">{t("health.title")}</span>
            </Table.HeaderCell>
            <AmountHeader>{t("health.calculations")}</AmountHeader>
            <AmountHeader>{t("health.fromCache")}</AmountHeader>
            <AmountHeader>{t("health.unanswered")}</AmountHeader>
            <AmountHeader>{t("health.median")}</AmountHeader>
            <AmountHeader>{t("health.percentile95")}</AmountHeader>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {(
            [
              [t("health.lastHour"), health.last_hour],
              [t("health.lastDay"), health.last_day],
            ] as const
          ).map(([name, figures]) => (
            <Table.Row key={name}>
              <Table.Cell className="whitespace-nowrap">{name}</Table.Cell>
              <AmountCell>{formatCount(figures.estimates)}</AmountCell>
              <AmountCell>
                {figures.remembered_share === null
                  ? t("common.noValue")
                  : formatPercent(Math.round(figures.remembered_share * 100))}
              </AmountCell>
              <AmountCell>{formatCount(figures.fallbacks)}</AmountCell>
              <AmountCell>{formatLatency(figures.p50_ms, t)}</AmountCell>
              <AmountCell>{formatLatency(figures.p95_ms, t)}</AmountCell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </Scrolling>
  )
}
