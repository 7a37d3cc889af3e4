import { StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useOpenAlerts } from "../../kintsugi/alerts-api"
import { formatMoment } from "../../kintsugi/format"
import { Section } from "../section"
import { describeAlert } from "./describe-alert"

/**
 * What needs the merchant's attention; nothing at all if there is nothing, or
 * if it can't be read: the rest of the page says so.
 */
export const AlertsSection = () => {
  const { t } = useTranslation("kintsugi")
  const { data } = useOpenAlerts()
  if (!data?.count) {
    return null
  }
  const { alerts, count } = data
  return (
    <Section title={t("alerts.title")} subtitle={t("alerts.subtitle")}>
      <ul
        className="flex flex-col gap-y-3 px-6 py-4"
        aria-label={t("alerts.title")}
      >
        {alerts.map((alert) => (
          <li key={alert.id} className="flex flex-col items-start gap-y-1">
            <StatusBadge color="orange">
              {t(`alerts.kinds.${alert.kind}`)}
            </StatusBadge>
            <Text size="small">{describeAlert(alert, t)}</Text>
            <Text size="xsmall" className="text-ui-fg-subtle">
              {t("alerts.since", { at: formatMoment(alert.opened_at) })}
            </Text>
          </li>
        ))}
      </ul>
      {count > alerts.length && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("alerts.more", { count: count - alerts.length })}
        </Text>
      )}
    </Section>
  )
}
