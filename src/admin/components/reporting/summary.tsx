import { Alert, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { type LedgerCounts, useHealth } from "../../kintsugi/api"
import { TEXTS } from "../../kintsugi/texts"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { PageLink } from "../page-link"
import { RetryAll } from "./retry-all"
import { Problems } from "../settings/health"

const texts = TEXTS.reporting

const SETTINGS = "/settings/kintsugi"

/** How many records are in each state, and what keeps them from being sent. */
export const Summary = () => (
  <Section title={texts.title} subtitle={texts.subtitle} aside={<RetryAll />}>
    <Loaded query={useHealth()}>
      {({ health }) => (
        <>
          {health.missing && (
            <div className="px-6 py-4">
              <Alert variant="warning">
                {texts.notConfigured(health.missing)}{" "}
                <PageLink to={SETTINGS}>{texts.toSettings}</PageLink>
              </Alert>
            </div>
          )}
          <Problems problems={health.problems} />
          <Counts ledger={health.ledger} />
        </>
      )}
    </Loaded>
  </Section>
)

const SHOWN = ["refused", "waiting", "delivered", "skipped"] as const

const Counts = ({ ledger }: { ledger: LedgerCounts }) => (
  <ul className="grid grid-cols-2 md:grid-cols-4">
    {SHOWN.map((state) => (
      <li key={state} className="px-6 py-4">
        <Link
          to={`?state=${state}`}
          aria-label={texts.show(texts[state], ledger[state])}
          className="focus-visible:shadow-borders-focus block rounded-md outline-none"
        >
          <Text size="small" className="text-ui-fg-subtle">
            {texts[state]}
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
            {ledger[state].toLocaleString()}
          </Text>
        </Link>
        {state === "waiting" && ledger.retrying > 0 && (
          <Text size="xsmall" className="text-ui-fg-subtle">
            {texts.retrying(ledger.retrying)}
          </Text>
        )}
      </li>
    ))}
  </ul>
)
