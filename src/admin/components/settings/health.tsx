import { StatusBadge, Table, Text } from "@medusajs/ui"
import { type Health, useHealth } from "../../kintsugi/api"
import { TEXTS, formatMoment } from "../../kintsugi/texts"
import { Loaded } from "../loaded"
import { PageLink } from "../page-link"
import { Section } from "../section"

const texts = TEXTS.health

/** Statistics on calculations, and current problems. */
export const HealthSection = () => {
  const health = useHealth()
  const problems = health.data?.health.problems
  return (
    <Section
      title={texts.title}
      subtitle={texts.subtitle}
      aside={
        problems && !problems.length ? (
          <StatusBadge color="green">{texts.noProblems}</StatusBadge>
        ) : undefined
      }
    >
      <Loaded query={health}>
        {({ health: loaded }) => (
          <>
            <Problems problems={loaded.problems} />
            <Ledger ledger={loaded.ledger} />
            <Figures health={loaded} />
            {loaded.last_day.estimates ? (
              <div className="grid grid-cols-1 gap-6 px-6 py-4 md:grid-cols-2">
                <EstimatesChart hours={loaded.hours} />
                <LatencyChart hours={loaded.hours} />
              </div>
            ) : (
              <Text size="small" className="text-ui-fg-subtle px-6 py-4">
                {texts.empty}
              </Text>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** The current problems. */
export const Problems = ({ problems }: Pick<Health, "problems">) =>
  problems.length ? (
    <ul className="flex flex-col gap-y-3 px-6 py-4" aria-label={texts.problems}>
      {problems.map((problem) => (
        <li key={problem.code} className="flex flex-col items-start gap-y-1">
          <StatusBadge color="red">
            {texts.codes[problem.code] ?? problem.code}
          </StatusBadge>
          <Text size="small">{problem.message}</Text>
          <Text size="xsmall" className="text-ui-fg-subtle">
            {texts.seen(
              problem.count,
              formatMoment(problem.first_seen_at),
              formatMoment(problem.last_seen_at)
            )}
          </Text>
        </li>
      ))}
    </ul>
  ) : null

/** Refused records need attention; waiting for payment is normal. */
const Ledger = ({ ledger: { waiting, refused } }: Pick<Health, "ledger">) => (
  <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-6 py-4">
    <Text size="small" weight="plus">
      {texts.ledger}
    </Text>
    <StatusBadge color={refused ? "red" : "green"}>
      {texts.ledgerRefused(refused)}
    </StatusBadge>
    <StatusBadge color="grey">{texts.ledgerWaiting(waiting)}</StatusBadge>
    <PageLink to={`/tax-reporting?state=${refused ? "refused" : "waiting"}`}>
      {texts.ledgerLink}
    </PageLink>
  </div>
)

const Figures = ({ health }: { health: Health }) => (
  <Table>
    <Table.Header>
      <Table.Row>
        <Table.HeaderCell>
          <span className="sr-only">{texts.title}</span>
        </Table.HeaderCell>
        <Table.HeaderCell>{texts.estimates}</Table.HeaderCell>
        <Table.HeaderCell>{texts.remembered}</Table.HeaderCell>
        <Table.HeaderCell>{texts.fallbacks}</Table.HeaderCell>
        <Table.HeaderCell>{texts.median}</Table.HeaderCell>
        <Table.HeaderCell>{texts.p95}</Table.HeaderCell>
      </Table.Row>
    </Table.Header>
    <Table.Body>
      {(
        [
          [texts.hour, health.last_hour],
          [texts.formatDay, health.last_day],
        ] as const
      ).map(([name, figures]) => (
        <Table.Row key={name}>
          <Table.Cell>{name}</Table.Cell>
          <Table.Cell>{figures.estimates}</Table.Cell>
          <Table.Cell>
            {figures.remembered_share === null
              ? TEXTS.none
              : `${Math.round(figures.remembered_share * 100)}%`}
          </Table.Cell>
          <Table.Cell>{figures.fallbacks}</Table.Cell>
          <Table.Cell>{texts.milliseconds(figures.p50_ms)}</Table.Cell>
          <Table.Cell>{texts.milliseconds(figures.p95_ms)}</Table.Cell>
        </Table.Row>
      ))}
    </Table.Body>
  </Table>
)

const BAR = 20
const GAP = 4
const HEIGHT = 64

type Hours = Health["hours"]

/** Calculations, with the unanswered ones at the bottom. */
const EstimatesChart = ({ hours }: { hours: Hours }) => (
  <Chart
    title={texts.chart}
    bars={hours.map(({ started_at, estimates, fallbacks }) => ({
      id: started_at,
      label: texts.bar(formatMoment(started_at), estimates, fallbacks),
      whole: estimates,
      foot: fallbacks,
    }))}
    colors={{ whole: "var(--fg-interactive)", foot: "var(--fg-error)" }}
  />
)

/** The 95th percentile, with the median at the bottom. */
const LatencyChart = ({ hours }: { hours: Hours }) => (
  <Chart
    title={texts.latencyChart}
    bars={hours.map(({ started_at, p50_ms, p95_ms }) => ({
      id: started_at,
      label: texts.latencyBar(
        formatMoment(started_at),
        texts.milliseconds(p50_ms),
        texts.milliseconds(p95_ms)
      ),
      whole: p95_ms ?? 0,
      foot: p50_ms ?? 0,
    }))}
    colors={{ whole: "var(--fg-muted)", foot: "var(--fg-interactive)" }}
  />
)

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
