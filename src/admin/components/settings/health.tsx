import { StatusBadge, Table, Text } from "@medusajs/ui"
import { type Health, useHealth } from "../../kintsugi/api"
import { TEXTS, moment } from "../../kintsugi/texts"
import { Loaded } from "../loaded"
import { PageLink } from "../page-link"
import { Section } from "../section"

const texts = TEXTS.health

/** How the calculations have gone, and what goes wrong. */
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
              <Chart hours={loaded.hours} />
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

/** What goes wrong at present. */
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
              moment(problem.first_seen_at),
              moment(problem.last_seen_at)
            )}
          </Text>
        </li>
      ))}
    </ul>
  ) : null

/** Where somebody has to look; what waits for payment is as it should be. */
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
          [texts.day, health.last_day],
        ] as const
      ).map(([name, figures]) => (
        <Table.Row key={name}>
          <Table.Cell>{name}</Table.Cell>
          <Table.Cell>{figures.estimates}</Table.Cell>
          <Table.Cell>
            {figures.remembered_share === null
              ? TEXTS.none
              : `${Math.round(figures.remembered_share * 100)} %`}
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

/** One bar an hour: calculations, with those not answered at the foot. */
const Chart = ({ hours }: Pick<Health, "hours">) => {
  const most = Math.max(...hours.map(({ estimates }) => estimates), 1)
  const heightOf = (count: number) => (count / most) * HEIGHT
  return (
    <div className="px-6 py-4">
      <svg
        role="img"
        aria-label={texts.chart}
        viewBox={`0 0 ${hours.length * (BAR + GAP)} ${HEIGHT + 1}`}
        className="h-20 w-full"
        preserveAspectRatio="none"
      >
        {hours.map(({ started_at, estimates, fallbacks }, index) => (
          <g key={started_at}>
            <title>{texts.bar(moment(started_at), estimates, fallbacks)}</title>
            <rect
              x={index * (BAR + GAP)}
              y={HEIGHT - heightOf(estimates)}
              width={BAR}
              height={heightOf(estimates) + 1}
              className="fill-ui-fg-interactive"
              fill="var(--fg-interactive)"
            />
            <rect
              x={index * (BAR + GAP)}
              y={HEIGHT - heightOf(fallbacks)}
              width={BAR}
              height={heightOf(fallbacks)}
              fill="var(--fg-error)"
            />
          </g>
        ))}
      </svg>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {texts.chart}
      </Text>
    </div>
  )
}
