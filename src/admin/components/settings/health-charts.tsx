import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { Health } from "../../kintsugi/answers"
import { formatMoment } from "../../kintsugi/format"

/** A latency in ms; null: nothing was measured. */
export const formatLatency = (
  milliseconds: number | null,
  t: Translate
): string =>
  milliseconds === null
    ? t("common.noValue")
    : t("health.milliseconds", { milliseconds })

const BAR = 20
const GAP = 4
const HEIGHT = 64

type Hours = Health["hours"]

/** Calculations, with the unanswered ones at the bottom. */
export const EstimatesChart = ({ hours }: { hours: Hours }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Chart
      title={t("health.calculationsChart")}
      bars={hours.map(({ started_at, estimates, fallbacks }) => ({
        id: started_at,
        label: t("health.calculationsBar", {
          hour: formatMoment(started_at),
          count: estimates,
          unanswered: fallbacks,
        }),
        whole: estimates,
        foot: fallbacks,
      }))}
      colors={{ whole: "var(--fg-interactive)", foot: "var(--fg-error)" }}
    />
  )
}

/** The 95th percentile, with the median at the bottom. */
export const LatencyChart = ({ hours }: { hours: Hours }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Chart
      title={t("health.latencyChart")}
      bars={hours.map(({ started_at, p50_ms, p95_ms }) => ({
        id: started_at,
        label: t("health.latencyBar", {
          hour: formatMoment(started_at),
          median: formatLatency(p50_ms, t),
          percentile95: formatLatency(p95_ms, t),
        }),
        whole: p95_ms ?? 0,
        foot: p50_ms ?? 0,
      }))}
      colors={{ whole: "var(--fg-muted)", foot: "var(--fg-interactive)" }}
    />
  )
}

type Bar = { id: string; label: string; whole: number; foot: number }

/** One bar per hour, with its bottom part in another color. */
const Chart = ({
  title,
  bars,
  colors,
}: {
  title: string
  bars: Bar[]
  colors: { whole: string; foot: string }
}) => {
  const highest = Math.max(...bars.map(({ whole }) => whole), 1)
  const heightOf = (value: number) => (value / highest) * HEIGHT
  return (
    <div>
      <svg
        role="img"
        aria-label={title}
        viewBox={`0 0 ${bars.length * (BAR + GAP)} ${HEIGHT + 1}`}
        className="h-20 w-full"
        preserveAspectRatio="none"
      >
        {bars.map(({ id, label, whole, foot }, index) => (
          <g key={id}>
            <title>{label}</title>
            <rect
              x={index * (BAR + GAP)}
              y={HEIGHT - heightOf(whole)}
              width={BAR}
              height={heightOf(whole) + 1}
              fill={colors.whole}
            />
            <rect
              x={index * (BAR + GAP)}
              y={HEIGHT - heightOf(foot)}
              width={BAR}
              height={heightOf(foot)}
              fill={colors.foot}
            />
          </g>
        ))}
      </svg>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {title}
      </Text>
    </div>
  )
}
