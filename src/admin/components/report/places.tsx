import { Table, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { TaxReport } from "../../kintsugi/answers"
import { formatCount, formatMoney } from "../../kintsugi/format"
import { Scrolling } from "../scrolling"
import { AmountCell, AmountHeader } from "../amount-cells"
import { LinkButton } from "./link-button"
import { placeName } from "./place-name"
import { type PlacePath, useReportQuery } from "./report-query"
import { reasonName } from "./totals"

/** The way down to a place, and what it is divided into. */
export const Places = ({ report }: { report: TaxReport }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <>
      <Breadcrumb />
      {report.places.length > 0 && <PlacesTable report={report} />}
      {!report.totals.orders && !report.places.length && (
        <Text size="small" className="px-6 py-4">
          {t("report.empty")}
        </Text>
      )}
      {report.places_left_off > 0 && (
        <Text size="small" className="px-6 py-4">
          {t("report.leftOff", { count: report.places_left_off })}
        </Text>
      )}
    </>
  )
}

const Breadcrumb = () => {
  const { t } = useTranslation("kintsugi")
  const { query, openPlace } = useReportQuery()
  const { country, state, county, city } = query
  const steps: PlacePath[] = [
    {},
    ...(country === undefined ? [] : [{ country, state }]),
    ...(county === undefined ? [] : [{ country, state, county }]),
    ...(city === undefined ? [] : [{ country, state, county, city }]),
  ]
  return (
    <nav aria-label={t("report.path")} className="px-6 py-3">
      <ol className="flex flex-wrap items-center gap-x-2">
        {steps.map((step, index) => {
          const name = index ? placeName(step, t) : t("report.allPlaces")
          const isLast = index === steps.length - 1
          return (
            <li key={name} className="flex items-center gap-x-2">
              {index > 0 && (
                <Text size="small" aria-hidden className="text-ui-fg-subtle">
                  ›
                </Text>
              )}
              {isLast ? (
                <Text size="small" weight="plus" aria-current="page">
                  {name}
                </Text>
              ) : (
                <LinkButton onClick={() => openPlace(step)}>{name}</LinkButton>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

const COLUMNS = [
  ["gross", "gross"],
  ["exempt", "exempt"],
  ["taxable", "taxable"],
  ["collected", "tax_collected"],
  ["refunded", "tax_refunded"],
  ["tax", "tax"],
  ["calculated", "calculated_tax"],
  ["difference", "difference"],
  ["remembered", "tax_remembered"],
  ["fallback", "tax_fallback"],
  ["other", "tax_other"],
] as const

const PlacesTable = ({ report }: { report: TaxReport }) => {
  const { t } = useTranslation("kintsugi")
  const { openPlace } = useReportQuery()
  const { places, totals, level, currency_code } = report
  return (
    <Scrolling label={t("report.places")}>
      <Table>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t(`report.levels.${level}`)}</Table.HeaderCell>
            <AmountHeader>{t("report.figures.orders")}</AmountHeader>
            {COLUMNS.map(([name]) => (
              <AmountHeader key={name}>
                {t(`report.figures.${name}`)}
              </AmountHeader>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {places.map((place) => {
            const name = placeName(place, t)
            const { country, state, county, city } = place
            return (
              <Table.Row key={JSON.stringify([country, state, county, city])}>
                <Table.Cell className="whitespace-nowrap">
                  <LinkButton
                    aria-label={t("report.showPlace", { place: name })}
                    onClick={() => openPlace({ country, state, county, city })}
                  >
                    {name}
                  </LinkButton>
                </Table.Cell>
                <AmountCell>{formatCount(place.orders)}</AmountCell>
                {COLUMNS.map(([column, amount]) => (
                  <AmountCell key={column}>
                    {formatMoney(place[amount], currency_code)}
                    {column === "exempt" &&
                      Object.entries(place.exempt_reasons).map(
                        ([reason, part]) => (
                          <Text
                            key={reason}
                            size="xsmall"
                            className="text-ui-fg-subtle"
                          >
                            {t("report.reasonAmount", {
                              reason: reasonName(reason, t),
                              amount: formatMoney(part, currency_code),
                            })}
                          </Text>
                        )
                      )}
                  </AmountCell>
                ))}
              </Table.Row>
            )
          })}
          <Table.Row className="font-medium">
            <Table.Cell>{t("report.totals")}</Table.Cell>
            <AmountCell>{formatCount(totals.orders)}</AmountCell>
            {COLUMNS.map(([column, amount]) => (
              <AmountCell key={column}>
                {formatMoney(totals[amount], currency_code)}
              </AmountCell>
            ))}
          </Table.Row>
        </Table.Body>
      </Table>
    </Scrolling>
  )
}
