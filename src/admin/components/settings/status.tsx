import { Container, StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { Health } from "../../kintsugi/answers"
import { useHealth } from "../../kintsugi/settings-api"
import { formatMoment } from "../../kintsugi/format"
import { Loaded } from "../loaded"
import { PageLink } from "../page-link"
import { tabHref } from "../page-tabs"

type Status = Health["status"]

const COLORS = {
  key_unreadable: "red",
  not_configured: "orange",
  key_refused: "red",
  outage: "red",
  no_country: "orange",
  problems: "orange",
  retrying: "orange",
  connected: "green",
  unproven: "grey",
} as const satisfies Record<Status, "red" | "orange" | "green" | "grey">

/** Where the merchant can do something about it. */
const TABS: Partial<Record<Status, "connection" | "regions" | "overview">> = {
  key_unreadable: "connection",
  not_configured: "connection",
  key_refused: "connection",
  outage: "overview",
  no_country: "regions",
  problems: "overview",
  unproven: "connection",
}

export const SETTINGS_PAGE = "/settings/kintsugi"

/** How the store stands with Kintsugi, from what Health knows. */
export const ConnectionStatusBadge = () => {
  const { t } = useTranslation("kintsugi")
  const status = useHealth().data?.health.status
  return status ? (
    <StatusBadge color={COLORS[status]}>
      {t(`status.labels.${status}`)}
    </StatusBadge>
  ) : null
}

/** The first thing on the page: whether Kintsugi taxes the store's carts. */
export const StatusCard = () => {
  const { t } = useTranslation("kintsugi")
  const query = useHealth()
  return (
    <Container className="p-0" role="region" aria-label={t("status.title")}>
      <Loaded query={query}>
        {({ health }) => (
          <div
            className="flex flex-wrap items-center gap-x-3 gap-y-2 px-6 py-4"
            aria-live="polite"
          >
            <ConnectionStatusBadge />
            <Text size="small" className="min-w-0 flex-1 basis-60">
              {describe(health, t)}
            </Text>
            <StatusLink health={health} />
          </div>
        )}
      </Loaded>
    </Container>
  )
}

const StatusLink = ({ health: { status, problems } }: { health: Health }) => {
  const { t } = useTranslation("kintsugi")
  const records =
    status === "retrying"
      ? "waiting"
      : status === "problems" && !problems.length
        ? "refused"
        : undefined
  if (records) {
    return (
      <PageLink to={`/tax-reporting?state=${records}`}>
        {t("health.showRecords")}
      </PageLink>
    )
  }
  const tab = TABS[status]
  return tab ? (
    <PageLink to={tabHref(SETTINGS_PAGE, tab)}>
      {t(`status.links.${tab}`)}
    </PageLink>
  ) : null
}

const describe = (
  { status, outage, problems, ledger, answered_at }: Health,
  t: Translate
): string => {
  switch (status) {
    case "outage":
      return t("status.details.outage", {
        since: outage ? formatMoment(outage.since) : t("common.noValue"),
      })
    case "problems":
      return problems.length
        ? t("status.details.problems", { count: problems.length })
        : t("status.details.refused", { count: ledger.refused })
    case "retrying":
      return t("status.details.retrying", { count: ledger.retrying })
    case "connected":
      return t("status.details.connected", {
        at: answered_at ? formatMoment(answered_at) : t("common.noValue"),
      })
    default:
      return t(`status.texts.${status}`)
  }
}
