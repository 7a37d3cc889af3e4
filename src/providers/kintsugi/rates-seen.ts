import { LRUCache } from "lru-cache"
import type { DestinationAddress } from "../../tax/address"
import { standardRates } from "../../tax/expected-rates"
import type { LineTax } from "../../tax/match-estimate"
import type { Decimal } from "../../tax/money"
import type { TaxableLine } from "../../tax/taxable-lines"

/** An entry is a few numbers: this many are a few MB. */
const MAX_PLACES = 10_000

/** What was last answered, to guess the next answer well. */
export type RatesSeen = {
  /** Rates (fractions) to expect of a line; none where nothing is known. */
  of(line: TaxableLine, address: DestinationAddress): Decimal[]
  remember(taxes: LineTax[], address: DestinationAddress): void
}

/**
 * Remembers the statutory rates of places, by what is taxed there, so that the
 * net of a price that includes tax is guessed right at once.
 */
export const createRatesSeen = (): RatesSeen => {
  const seen = new LRUCache<string, Decimal[]>({ max: MAX_PLACES })
  return {
    of: (line, address) =>
      seen.get(keyOf(line, address)) ?? standardRates(address.country),
    remember: (taxes, address) => {
      for (const { line, jurisdictions } of taxes) {
        seen.set(
          keyOf(line, address),
          jurisdictions.map(({ rate }) => rate)
        )
      }
    },
  }
}

const keyOf = (
  { kind, productId, classification }: TaxableLine,
  { country, state, postal_code }: DestinationAddress
): string =>
  JSON.stringify([
    country,
    state,
    postal_code,
    kind,
    classification?.category ?? productId ?? null,
    classification?.subcategory ?? null,
  ])
