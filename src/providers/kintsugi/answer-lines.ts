import type { KintsugiSettings } from "../../options"
import type { DestinationAddress } from "../../tax/address/read-address"
import type { EstimateContext } from "../../tax/cart/tax-context"
import type { LineTax } from "../../tax/estimate/validate-estimate"
import { currencyDigits } from "../../tax/money"
import {
  type EstimateFacts,
  type TaxLine,
  type TaxLineOptions,
  toTaxLines,
} from "../../tax/tax-lines/build-tax-lines"
import { roundToWholeUnits } from "../../tax/tax-lines/round-taxes"
import type { Marks } from "./marks"

/** What tax lines depend on apart from the taxes. */
export type LineContext = Pick<EstimateContext, "replaces" | "exactRates"> & {
  address: DestinationAddress
  marks: Marks
}

export const taxLineOptions = (
  { replaces, exactRates }: Pick<LineContext, "replaces" | "exactRates">,
  { hooks, combineJurisdictions }: KintsugiSettings
): TaxLineOptions => ({
  combined: combineJurisdictions || (!replaces && !hooks.cartTaxLines),
  storage: exactRates ? "decimal" : "float4",
})

/** Medusa's tax lines for taxes that Kintsugi answers, now or earlier. */
export const toAnswerLines = (
  taxes: LineTax[],
  facts: Omit<EstimateFacts, "place" | "isGuest" | "isStateFromPostalCode">,
  context: LineContext,
  settings: KintsugiSettings
): TaxLine[] =>
  toTaxLines(
    settings.roundDiscounts
      ? roundToWholeUnits(
          taxes,
          currencyDigits(taxes[0]?.line.currencyCode ?? "")
        )
      : taxes,
    {
      ...facts,
      place: [context.address.country, context.address.state]
        .filter(Boolean)
        .join("-"),
      isGuest: context.marks.customer === "guest",
      isStateFromPostalCode: context.marks.state_from === "postal_code",
    },
    taxLineOptions(context, settings)
  )
