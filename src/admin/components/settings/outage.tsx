import { Alert } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Health } from "../../kintsugi/answers"
import { formatList, formatMoment } from "../../kintsugi/format"

/** What is going on while Kintsugi can't answer, in a sentence or two. */
export const OutageAlert = ({ outage }: Pick<Health, "outage">) => {
  const { t } = useTranslation("kintsugi")
  if (!outage) {
    return null
  }
  const { remembered, region_rates, zero, refused } = outage.carts
  const charged = [
    ...(remembered
      ? [t("health.outage.remembered", { count: remembered })]
      : []),
    ...(region_rates
      ? [t("health.outage.regionRates", { count: region_rates })]
      : []),
    ...(zero ? [t("health.outage.zero", { count: zero })] : []),
    refused
      ? t("health.outage.refused", { count: refused })
      : t("health.outage.noneRefused"),
  ]
  return (
    <div className="px-6 py-4">
      <Alert variant={refused ? "error" : "warning"}>
        {t("health.outage.since", { at: formatMoment(outage.since) })}{" "}
        {outage.may_be_more
          ? t("health.outage.latestCarts", { carts: formatList(charged) })
          : t("health.outage.carts", { carts: formatList(charged) })}
      </Alert>
    </div>
  )
}
