import { Alert, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import type { Health, LedgerCounts } from "../../kintsugi/answers"
import { useHealth } from "../../kintsugi/settings-api"
import { formatCount, formatMoney } from "../../kintsugi/format"
import { say } from "../../kintsugi/say"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { PageLink } from "../page-link"
import { RetryAll } from "./retry-all"
import { Problems } from "../problems"

const SETTINGS = "/settings/kintsugi"

/** How many records are in each state, and what keeps them from being sent. */
export const Summary = () => {
  const { t } = useTranslation("kintsugi")
  return (
    <Section
      level="h1"
      title={t("reporting.title")}
      subtitle={t("reporting.subtitle")}
      aside={<RetryAll />}
    >
      <Loaded query={useHealth()}>
        {({ health }) => (
          <>
            {health.missing && (
              <div className="px-6 py-4">
                <Alert variant="warning">
                  {t("reporting.notConfigured", {
                    missing: say(health.missing),
                  })}{" "}
                  <PageLink to={SETTINGS}>
                    {t("reporting.openSettings")}
                  </PageLink>
                </Alert>
              </div>
            )}
            <Problems problems={health.problems} />
            <NotAnswered orders={health.not_answered} />
            <Counts ledger={health.ledger} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** Orders that Kintsugi could not answer for, and what that amounts to. */
const NotAnswered = ({ orders }: { orders: Health["not_answered"] }) => {
  const { t } = useTranslation("kintsugi")
  return orders.length ? (
    <ul className="flex flex-col gap-y-1 px-6 py-4">
      {orders.map((entry) => {
        const { currency_code } = entry
        return (
          <li key={currency_code}>
            <Text size="small">
              {t("reporting.notAnswered", {
                count: entry.orders,
                currency: currency_code.toUpperCase(),
              })}{" "}
              {entry.compared > 0 &&
                t("reporting.collectedDifference", {
                  under: formatMoney(entry.under_collected, currency_code),
                  over: formatMoney(entry.over_collected, currency_code),
                })}{" "}
              {entry.compared < entry.orders &&
                t("reporting.notCompared", {
                  count: entry.orders - entry.compared,
                })}{" "}
              <PageLink to="?taxed=without_answer">
                {t("reporting.showNotAnswered")}
              </PageLink>
            </Text>
          </li>
        )
      })}
    </ul>
  ) : null
}

const SHOWN = ["refused", "waiting", "delivered", "skipped"] as const

const Counts = ({ ledger }: { ledger: LedgerCounts }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <ul className="grid grid-cols-2 md:grid-cols-4">
      {SHOWN.map((state) => (
        <li key={state} className="px-6 py-4">
          <Link
            to={`?state=${state}`}
            className="focus-visible:shadow-borders-focus block rounded-md outline-none"
          >
            <Text size="small" className="text-ui-fg-subtle">
              {t(`reporting.counts.${state}`)}
            </Text>
            <Text
              size="xlarge"
              weight="plus"
              className={
                state === "refused" && ledger.refused
                  ? "text-ui-fg-error"
                  : undefined
              }
            >
              {formatCount(ledger[state])}
            </Text>
            <span className="sr-only">{t("reporting.showRecords")}</span>
          </Link>
          {state === "waiting" && ledger.retrying > 0 && (
            <Text size="xsmall" className="text-ui-fg-subtle">
              {t("reporting.retryingRecords", { records: ledger.retrying })}
            </Text>
          )}
        </li>
      ))}
    </ul>
  )
}
