import { Heading, StatusBadge, Text } from "@medusajs/ui"
import type { CollectionPlace, Measure } from "../../kintsugi/api"
import {
  TEXTS,
  calendarDay,
  capitalized,
  formatMoney,
  inWords,
} from "../../kintsugi/texts"
import { STATUSES } from "./status"

const texts = TEXTS.collection

/** What Kintsugi reports about one place. */
export const Figures = ({ place }: { place: CollectionPlace }) => {
  const { registration, nexus } = place
  return (
    <div className="flex flex-col gap-y-3">
      <div className="flex items-center gap-x-3">
        <Heading level="h3">{place.name}</Heading>
        <PlaceStatus place={place} />
      </div>
      {registration && (
        <Text size="small">
          {texts.registration(
            inWords(registration.status),
            registration.since && calendarDay(registration.since),
            registration.filing_frequency &&
              inWords(registration.filing_frequency)
          )}
        </Text>
      )}
      {nexus ? (
        <>
          {nexus.is_physical && <Text size="small">{texts.physical}</Text>}
          {nexus.met_on && (
            <Text size="small">{texts.metOn(calendarDay(nexus.met_on))}</Text>
          )}
          <Against
            label={texts.sales}
            measure={nexus.sales}
            format={(value) => formatMoney(value, nexus.currency)}
          />
          <Against
            label={texts.transactions}
            measure={nexus.transactions}
            format={(value) => Number(value).toLocaleString()}
          />
          <Text size="xsmall" className="text-ui-fg-subtle">
            {nexus.counts && texts.counts[nexus.counts]}{" "}
            {nexus.period_start &&
              nexus.period_end &&
              texts.period(
                calendarDay(nexus.period_start),
                calendarDay(nexus.period_end)
              )}
          </Text>
        </>
      ) : (
        <Text size="small" className="text-ui-fg-subtle">
          {texts.noFigures}
        </Text>
      )}
    </div>
  )
}

/**
 * A status in words. Where the plugin has no words for a registration's status,
 * Kintsugi's own are used, followed by the nexus status if there is one.
 */
export const statusName = ({
  status,
  other,
}: Pick<CollectionPlace, "status" | "other">): string =>
  !other
    ? texts.statuses[status]
    : status === "other"
      ? capitalized(inWords(other))
      : `${capitalized(inWords(other))} · ${texts.statuses[status]}`

export const PlaceStatus = ({ place }: { place: CollectionPlace }) => (
  <StatusBadge color={STATUSES[place.status].color}>
    {statusName(place)}
  </StatusBadge>
)

type AgainstProps = {
  label: string
  measure: Measure
  format: (value: string) => string
}

const Against = ({ label, measure, format }: AgainstProps) => {
  const { value, threshold, share } = measure
  return (
    <div className="flex flex-col gap-y-1">
      <Text size="small">
        {threshold === null || share === null
          ? texts.withoutThreshold(label, format(value))
          : texts.against(
              label,
              format(value),
              format(threshold),
              Math.round(share * 100)
            )}
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
