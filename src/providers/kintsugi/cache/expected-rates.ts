import { LRUCache } from "lru-cache"
import type { DestinationAddress } from "../../../tax/address/read-address"
import { standardRates } from "../../../tax/estimate/standard-rates"
import type { LineTax } from "../../../tax/estimate/validate-estimate"
import type { Decimal } from "../../../tax/money"
import type { TaxableLine } from "../../../tax/cart/taxable-line"

/** An entry is a few numbers, so this many take a few MB. */
const MAX_PLACES = 10_000

/** All keys (in characters) and rates: shoppers type parts of the keys. */
const MAX_SIZE = 8 * 1024 * 1024

/** The rates in the last answers, to guess the next answer well. */
export type ExpectedRates = {
  /** The rates (fractions) to expect for a line; empty if none are known. */
  ratesFor(line: TaxableLine, address: DestinationAddress): Decimal[]
  remember(taxes: LineTax[], address: DestinationAddress): void
}

/**
 * Remembers the statutory rates of places, by what is taxed there, so that the
 * first guess at the net of a price that includes tax is right.
 */
export const createExpectedRates = (): ExpectedRates => {
  const ratesByKey = new LRUCache<string, Decimal[]>({
    max: MAX_PLACES,
    maxSize: MAX_SIZE,
    sizeCalculation: (rates, key) => key.length + 100 * rates.length,
  })
  return {
    ratesFor: (line, address) =>
      ratesByKey.get(keyOf(line, address)) ?? standardRates(address.country),
    remember: (taxes, address) => {
      for (const { line, jurisdictions } of taxes) {
        ratesByKey.set(
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
