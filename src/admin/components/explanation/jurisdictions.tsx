import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { ExplainedJurisdiction } from "../../kintsugi/explanation-api"
import { formatFraction, formatMoney } from "../../kintsugi/format"

type Props = {
  jurisdictions: ExplainedJurisdiction[]
  currencyCode: string
  /** Of the table, for those who don't see what is above it. */
  label: string
}

const NUMBER = "py-2 pl-3 text-right tabular-nums whitespace-nowrap align-top"

/** What each jurisdiction takes of which base at which statutory rate. */
export const Jurisdictions = ({
  jurisdictions,
  currencyCode,
  label,
}: Props) => {
  const { t } = useTranslation("kintsugi")
  if (!jurisdictions.length) {
    return (
      <Text size="small" className="text-ui-fg-subtle">
        {t("explanation.noJurisdictions")}
      </Text>
    )
  }
  const money = (amount: string) => formatMoney(amount, currencyCode)
  return (
    <table aria-label={label} className="txt-small w-full">
      <thead className="text-ui-fg-subtle txt-compact-small-plus">
        <tr>
          <th scope="col" className="py-2 text-left">
            {t("explanation.jurisdiction")}
          </th>
          <th scope="col" className={NUMBER}>
            {t("explanation.base")}
          </th>
          <th scope="col" className={NUMBER}>
            {t("explanation.rate")}
          </th>
          <th scope="col" className={NUMBER}>
            {t("explanation.tax")}
          </th>
        </tr>
      </thead>
      <tbody>
        {jurisdictions.map(({ name, rate, base, amount, exempt }, index) => (
          <tr key={`${name} ${index}`} className="border-t">
            <td className="break-words py-2">{name}</td>
            <td className={NUMBER}>
              {exempt
                ? t("explanation.exemptThere")
                : base === null
                  ? t("explanation.flatFee")
                  : money(base)}
            </td>
            <td className={NUMBER}>{formatFraction(rate)}</td>
            <td className={NUMBER}>{money(amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
