import { Heading, StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { CollectionPlace, Measure } from "../../kintsugi/answers"
import {
  capitalize,
  formatCalendarDay,
  formatCountry,
  formatCount,
  formatMoney,
  formatPercent,
  humanize,
} from "../../kintsugi/format"
import type { Translate } from "../../i18n/translate"
import { STATUSES } from "./status"

/** What Kintsugi reports about one place. */
export const PlaceFigures = ({ place }: { place: CollectionPlace }) => {
  const { t } = useTranslation("kintsugi")
  const { registration, nexus } = place
  return (
    <div className="flex flex-col gap-y-3">
      <div className="flex items-center gap-x-3">
        <Heading level="h3">{formatPlace(place)}</Heading>
        <PlaceStatus place={place} />
      </div>
      {registration && <RegistrationText registration={registration} />}
      {nexus ? (
        <>
          {nexus.is_physical && (
            <Text size="small">{t("collection.physicalPresence")}</Text>
          )}
          {nexus.met_on && (
            <Text size="small">
              {t("collection.metOn", { date: formatCalendarDay(nexus.met_on) })}
            </Text>
          )}
          <MeasureOfThreshold
            label={t("collection.sales")}
            measure={nexus.sales}
            format={(value) => formatMoney(value, nexus.currency)}
          />
          <MeasureOfThreshold
            label={t("collection.transactions")}
            measure={nexus.transactions}
            format={(value) => formatCount(Number(value))}
          />
          <Text size="xsmall" className="text-ui-fg-subtle">
            {nexus.counts &&
              t(`collection.countedThresholds.${nexus.counts}`, {
                defaultValue: "",
              })}{" "}
            {nexus.period_start &&
              nexus.period_end &&
              t("collection.period", {
                from: formatCalendarDay(nexus.period_start),
                to: formatCalendarDay(nexus.period_end),
              })}
          </Text>
        </>
      ) : (
        <Text size="small" className="text-ui-fg-subtle">
          {t("collection.noFigures")}
        </Text>
      )}
    </div>
  )
}

type RegistrationTextProps = {
  registration: NonNullable<CollectionPlace["registration"]>
}

const RegistrationText = ({
  registration: { status, since, filing_frequency },
}: RegistrationTextProps) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Text size="small">
      {[
        t("collection.registration.status", {
          status: formatRegistrationStatus(status, t),
        }),
        since &&
          t("collection.registration.since", {
            date: formatCalendarDay(since),
          }),
        filing_frequency &&
          t("collection.registration.filed", {
            frequency: t(
              `collection.registration.frequencies.${filing_frequency}`,
              { defaultValue: humanize(filing_frequency) }
            ),
          }),
      ]
        .filter(Boolean)
        .join(", ")}
    </Text>
  )
}

const formatRegistrationStatus = (status: string, t: Translate): string =>
  t(`collection.registration.statuses.${status}`, {
    defaultValue: humanize(status),
  })

/**
 * A place's name, with its country in the merchant's language. The names of
 * states and provinces are English.
 */
export const formatPlace = ({
  country_code,
  state_code,
  name,
}: Pick<CollectionPlace, "country_code" | "state_code" | "name">): string =>
  country_code === "us" && state_code
    ? name
    : name.replace(/^[^:]+/, (country) => formatCountry(country_code, country))

/**
 * A status in words. Where the map has no status of its own for a registration,
 * Kintsugi's is used, followed by the nexus status if there is one.
 */
export const formatStatus = (
  { status, other }: Pick<CollectionPlace, "status" | "other">,
  t: Translate
): string => {
  const name = t(`collection.statuses.${status}`)
  if (!other) {
    return name
  }
  const nameAtKintsugi = capitalize(formatRegistrationStatus(other, t))
  return status === "other" ? nameAtKintsugi : `${nameAtKintsugi} · ${name}`
}

export const PlaceStatus = ({ place }: { place: CollectionPlace }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <StatusBadge color={STATUSES[place.status].color}>
      {formatStatus(place, t)}
    </StatusBadge>
  )
}

type MeasureProps = {
  label: string
  measure: Measure
  format: (value: string) => string
}

const MeasureOfThreshold = ({ label, measure, format }: MeasureProps) => {
  const { t } = useTranslation("kintsugi")
  const { value, threshold, share } = measure
  return (
    <div className="flex flex-col gap-y-1">
      <Text size="small">
        {threshold === null || share === null
          ? t("collection.measure", { measure: label, value: format(value) })
          : t("collection.measureOfThreshold", {
              measure: label,
              value: format(value),
              threshold: format(threshold),
              percent: formatPercent(Math.round(share * 100)),
            })}
      </Text>
      {share !== null && <Bar share={share} />}
    </div>
  )
}

/** Repeats the text above it, so it is hidden from screen readers. */
const Bar = ({ share }: { share: number }) => (
  <div
    aria-hidden
    style={{
      background: "var(--bg-subtle-hover)",
      borderRadius: 3,
      height: 6,
      maxWidth: 320,
      overflow: "hidden",
    }}
  >
    <div
      style={{
        background:
          share >= 1 ? "var(--tag-red-icon)" : "var(--fg-interactive)",
        height: "100%",
        width: `${Math.min(Math.max(share, 0), 1) * 100}%`,
      }}
    />
  </div>
)
