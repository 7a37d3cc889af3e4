import { Table } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { TaxReport } from "../../kintsugi/answers"
import { formatFraction, formatMoney } from "../../kintsugi/format"
import { Scrolling } from "../scrolling"
import { AmountCell, AmountHeader } from "../amount-cells"
import { LinkButton } from "./link-button"
import { useReportQuery } from "./report-query"

const COLUMNS = [
  ["gross", "gross"],
  ["exempt", "exempt"],
  ["taxable", "taxable"],
  ["collected", "tax_collected"],
  ["refunded", "tax_refunded"],
  ["tax", "tax"],
] as const

/** Who levies the tax of a place, each with its own base. */
export const Jurisdictions = ({ report }: { report: TaxReport }) => {
  const { t } = useTranslation("kintsugi")
  const { showEntries } = useReportQuery()
  const { jurisdictions, currency_code } = report
  return (
    <Scrolling label={t("report.jurisdictions")}>
      <Table>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("report.jurisdiction")}</Table.HeaderCell>
            <Table.HeaderCell>{t("report.kind")}</Table.HeaderCell>
            <AmountHeader>{t("report.rate")}</AmountHeader>
            {COLUMNS.map(([name]) => (
              <AmountHeader key={name}>
                {t(`report.figures.${name}`)}
              </AmountHeader>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {jurisdictions.map(({ name, level, rate, ...figures }) => (
            <Table.Row key={`${level} ${name}`}>
              <Table.Cell className="whitespace-nowrap">
                <LinkButton
                  aria-label={t("report.showJurisdiction", { name })}
                  onClick={() => showEntries({ jurisdiction: name })}
                >
                  {name}
                </LinkButton>
              </Table.Cell>
              <Table.Cell className="whitespace-nowrap">
                {t(`report.kinds.${level}`)}
              </Table.Cell>
              <AmountCell>{formatFraction(rate)}</AmountCell>
              {COLUMNS.map(([column, amount]) => (
                <AmountCell key={column}>
                  {formatMoney(figures[amount], currency_code)}
                </AmountCell>
              ))}
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </Scrolling>
  )
}
