import type { Translate } from "../../i18n/translate"
import type { Alert } from "../../kintsugi/answers"
import {
  formatCalendarDay,
  formatCountry,
  formatMoment,
  formatMoney,
  formatMonth,
} from "../../kintsugi/format"

/** An alert in the merchant's language. */
export const describeAlert = (alert: Alert, t: Translate): string => {
  switch (alert.kind) {
    case "outage":
      return alert.facts.carts
        ? t("alerts.outage", { count: alert.facts.carts })
        : t("alerts.outageWithoutCarts")
    case "key_refused":
      return t(`alerts.keyProblems.${alert.facts.reason}`)
    case "key_expiring":
      return t("alerts.keyExpiring", {
        day: formatCalendarDay(alert.facts.expires_on),
      })
    case "record_refused":
      return t("alerts.recordRefused", {
        count: alert.facts.count,
        problem: t(`problems.codes.${alert.facts.code}`, {
          defaultValue: alert.facts.code,
        }),
      })
    case "nexus_near":
      return t("alerts.nexusNear", { place: placeOf(alert.facts) })
    case "nexus_met":
      return t("alerts.nexusMet", { place: placeOf(alert.facts) })
    case "ledger_differs":
      return t("alerts.ledgerDiffers", {
        count: alert.facts.count,
        at: formatMoment(alert.facts.compared_at),
      })
    case "exemption_ending":
      return t("alerts.exemptionEnding", {
        count: alert.facts.count,
        day: formatCalendarDay(alert.facts.ends_on),
      })
    case "tax_under_collected":
      return t("alerts.underCollected", {
        count: alert.facts.orders,
        month: formatMonth(alert.facts.month),
        amount: formatMoney(alert.facts.amount, alert.facts.currency_code),
      })
  }
}

type Place = Extract<Alert, { kind: "nexus_met" }>["facts"]

/** Countries in the Admin's language; the names of states are English. */
const placeOf = ({ country_code, state_code, name }: Place): string =>
  state_code ? name : formatCountry(country_code, name)
