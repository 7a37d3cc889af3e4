import type { AlertKind } from "../../options"
import { currencyDigits, roundHalfUp } from "../../tax/money"
import type { AlertFacts, Condition, NexusFacts } from "./conditions"

/** What Medusa's notification feed shows of alerts. */
export type AlertText = { title: string; description: string }

type Describe<Kind extends AlertKind> = (
  facts: [AlertFacts[Kind], ...AlertFacts[Kind][]]
) => AlertText

/** How many places or days a text names. */
const NAMED = 5

const LIST = new Intl.ListFormat("en", { type: "conjunction" })

/** Such as "Texas, Ohio, and 3 others". */
const list = (names: string[]): string => {
  const rest = names.length - NAMED
  return LIST.format(
    rest > 1 ? [...names.slice(0, NAMED), `${rest} others`] : names
  )
}

const plural = (count: number, one: string, other = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : other}`

const minute = (iso: string): string =>
  `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`

/** In major units, with the currency's digits. */
const toAmount = (amount: string, currency: string): string => {
  const digits = currencyDigits(currency)
  return roundHalfUp(amount, digits).toFixed(digits)
}

const totalOf = (counts: { count: number }[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0)

const placesOf = (places: NexusFacts[]): string =>
  list(places.map(({ name }) => name))

/** In English: Medusa's feed has no translations. */
const DESCRIPTIONS: { [Kind in AlertKind]: Describe<Kind> } = {
  outage: ([{ since, carts, may_be_more }]) => ({
    title: "Kintsugi can't be reached",
    description: `${
      carts && since
        ? `Since ${minute(since)}, ${may_be_more ? "at least " : ""}${plural(carts, "cart or order", "carts and orders")} got no answer. `
        : ""
    }Carts are taxed as set under Settings → Kintsugi. Sales are sent once Kintsugi answers again.`,
  }),
  key_refused: ([{ reason }]) => ({
    title:
      reason === "unreadable"
        ? "Kintsugi's API key can't be read"
        : "Kintsugi refuses the API key",
    description:
      reason === "unreadable"
        ? "The secret that the saved key was encrypted with has changed. Enter the key again under Settings → Kintsugi. Until then, carts are taxed without Kintsugi and sales wait."
        : reason === "unauthorized"
          ? "The key is wrong, revoked or expired. Enter a valid one under Settings → Kintsugi. Until then, carts are taxed without Kintsugi and sales wait."
          : "The key has no access to the organization. Check both under Settings → Kintsugi. Until then, carts are taxed without Kintsugi and sales wait.",
  }),
  key_expiring: ([{ expires_on }]) => ({
    title: `Kintsugi's API key expires on ${expires_on}`,
    description:
      "Create another key at Kintsugi and enter it under Settings → Kintsugi.",
  }),
  record_refused: (refused) => ({
    title: `${plural(totalOf(refused), "tax record was", "tax records were")} refused`,
    description:
      "Kintsugi does not accept these sales or refunds. Orders → Tax reporting shows them with the reason, and sends them again.",
  }),
  nexus_near: (places) => ({
    title: `Nexus threshold almost reached: ${placesOf(places)}`,
    description:
      "Once the threshold is met, tax has to be collected there. See Settings → Kintsugi.",
  }),
  nexus_met: (places) => ({
    title: `Nexus threshold met: ${placesOf(places)}`,
    description:
      "Kintsugi says that you have to register, and no tax is collected there so far. See Settings → Kintsugi.",
  }),
  ledger_differs: ([{ count }]) => ({
    title: `The ledger differs from Kintsugi's in ${plural(count, "place")}`,
    description:
      "Orders → Tax reporting explains each difference under Reconciliation.",
  }),
  exemption_ending: (days) => ({
    title: `${plural(totalOf(days), "exemption ends", "exemptions end")} within 30 days`,
    description: `On ${list(days.map(({ ends_on }) => ends_on))}. Afterwards these customers are charged tax, unless a new certificate is entered.`,
  }),
  tax_under_collected: (months) => ({
    title: `Tax was under-collected on ${plural(
      months.reduce((sum, { orders }) => sum + orders, 0),
      "order"
    )}`,
    description: `Kintsugi calculates more than was charged: ${list(
      months.map(
        ({ month, amount, currency_code }) =>
          `${toAmount(amount, currency_code)} ${currency_code.toUpperCase()} in ${month}`
      )
    )}. You owe the difference. See Orders → Tax reporting.`,
  }),
}

/**
 * Describes alerts of one kind that are announced together.
 *
 * @param alerts - at least one, all of the same kind
 */
export const describeAlerts = (
  alerts: [Condition, ...Condition[]]
): AlertText => {
  const [{ kind }] = alerts
  // The facts are those of the kind: `Condition` says so, but not of lists.
  const describe = DESCRIPTIONS[kind] as Describe<AlertKind>
  return describe(
    alerts.map(({ facts }) => facts) as Parameters<typeof describe>[0]
  )
}
