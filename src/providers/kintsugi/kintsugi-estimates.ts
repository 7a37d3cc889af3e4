import { MathBN } from "@medusajs/framework/utils"
import {
  type Estimate,
  type KintsugiClient,
  badResponse,
  invalidAddress,
} from "../../kintsugi"
import type { KintsugiSettings } from "../../options"
import type { DestinationAddress } from "../../tax/address"
import { dayOf } from "../../tax/answer-age"
import { toEstimateRequest } from "../../tax/estimate-request"
import type { EstimateSubject, Identity } from "../../tax/fingerprint"
import { withPlacedFees } from "../../tax/flat-fees"
import { solveInclusive } from "../../tax/inclusive-prices"
import {
  type JurisdictionTax,
  type LineTax,
  matchEstimate,
} from "../../tax/match-estimate"
import { type Decimal, currencyDigits } from "../../tax/money"
import type { TaxableLine } from "../../tax/taxable-lines"
import type { CachedEstimate, EstimateCache } from "./estimate-cache"
import type { KnownProducts } from "./known-products"
import { type RatesSeen, createRatesSeen } from "./rates-seen"

/** Share of a calculation's deadline that product look-ups may use up. */
const LOOK_UP_SHARE = 1 / 3

export type EstimatedCart = {
  answer: CachedEstimate
  /** The lines' ids in the answer's order. */
  ids: string[]
  /**
   * In the order of the lines that were asked about.
   *
   * @throws KintsugiError where the answer is not to be used
   */
  taxes: () => LineTax[]
  /** How long Kintsugi took, in ms; absent where it was not asked. */
  askedForMs?: number
}

type Dependencies = {
  client: KintsugiClient
  knownProducts: KnownProducts
  cache: EstimateCache
  options: KintsugiSettings
}

/**
 * Asks Kintsugi about carts, each distinct one once: unchanged carts and
 * identical ones are answered from memory.
 */
export const createKintsugiEstimates = (dependencies: Dependencies) => {
  const ratesSeen = createRatesSeen()
  return {
    /**
     * @param identity - of this very subject, with all settings that decide:
     * never another one's answer
     * @param externalId - the cart's or order's id
     * @throws KintsugiError
     */
    async of(
      subject: EstimateSubject,
      { fingerprint, order }: Identity,
      externalId: string
    ): Promise<EstimatedCart> {
      const { lines } = subject
      const date = new Date()
      let asked: { taxes: LineTax[]; ms: number } | undefined
      const cached = await dependencies.cache.get(
        `${dayOf(date)}:${fingerprint}`,
        async () => {
          const { taxes, ...answer } = await ask(
            { ...subject, date },
            externalId,
            order,
            { ...dependencies, ratesSeen }
          )
          asked = { taxes, ms: Date.now() - date.getTime() }
          return answer
        }
      )
      const justNow = asked?.taxes
      return {
        answer: cached,
        ids: order.map((index) => lines[index]!.id),
        // What was just asked is about these very lines, and was doubted then.
        taxes: () => justNow ?? recalled(cached, subject, order),
        askedForMs: asked?.ms,
      }
    },
  }
}

const ask = async (
  { lines, address, customer, date }: EstimateSubject & { date: Date },
  externalId: string,
  order: number[],
  {
    client,
    knownProducts,
    options,
    ratesSeen,
  }: Dependencies & { ratesSeen: RatesSeen }
): Promise<CachedEstimate & { taxes: LineTax[] }> => {
  const start = Date.now()
  const known = await knownProducts.among(
    // Whose word counts is settled for what the merchant classified in Medusa.
    lines.flatMap(({ productId, classification }) =>
      classification ? [] : (productId ?? [])
    ),
    start + options.deadlineMs * LOOK_UP_SHARE,
    new Map(lines.map(({ productId, told }) => [productId ?? "", told ?? []]))
  )
  const isInclusive = lines.some(({ price }) => !price.withTax.isZero())
  const { asked, answer } = await solveInclusive(
    lines.map(({ price }) => price),
    async (nets) => {
      const netLines = withAmounts(lines, nets)
      const estimate = await client.estimateTax(
        toEstimateRequest({
          externalId,
          customer,
          date,
          lines: netLines,
          address,
          knownProducts: known,
          shipping: {
            category: options.shippingCategory,
            subcategory: options.shippingSubcategory,
          },
          fallback: {
            category: options.defaultCategory,
            subcategory: options.defaultSubcategory,
          },
        }),
        { deadline: start + options.deadlineMs }
      )
      const taxes = believed(estimate, netLines, address)
      if (isInclusive) {
        ratesSeen.remember(taxes, address)
      }
      return {
        taxes: isInclusive
          ? borneTaxes(taxes)
          : taxes.map(({ jurisdictions }) => jurisdictions),
        answer: { estimate, taxes },
      }
    },
    {
      currencyDigits: currencyDigits(lines[0]?.currencyCode ?? ""),
      startingRates: isInclusive
        ? lines.map((line) => ratesSeen.of(line, address))
        : [],
    }
  )
  return {
    ...answer,
    ids: order.map((index) => lines[index]!.id),
    amounts: order.map((index) => asked[index]!.toFixed()),
  }
}

/** By line, what it bears in Medusa: a fee too comes out of the price. */
const borneTaxes = (taxes: LineTax[]): JurisdictionTax[][] =>
  withPlacedFees<JurisdictionTax>(
    taxes.map(({ line, jurisdictions }) => ({
      kind: line.kind,
      price: line.price,
      amount: line.amount,
      taxes: jurisdictions,
    }))
  ).lines.map((line) => line.taxes)

const withAmounts = (lines: TaxableLine[], amounts: Decimal[]): TaxableLine[] =>
  lines.map((line, index) => ({ ...line, amount: amounts[index]! }))

/** @throws KintsugiError where the answer is not to be used */
const believed = (
  estimate: Estimate,
  lines: TaxableLine[],
  address: DestinationAddress
): LineTax[] => {
  if (addressStatus(estimate, address) === "INVALID") {
    throw invalidAddress("its status is INVALID")
  }
  const matched = matchEstimate(estimate, lines)
  if ("problem" in matched) {
    throw badResponse(matched.problem)
  }
  return matched.taxes
}

/** Kintsugi's verdict on the address that was asked about, e.g. `VERIFIED`. */
export const addressStatus = (
  { addresses }: Estimate,
  asked: DestinationAddress
): string | undefined =>
  addresses?.find(({ type }) => type === asked.type)?.status

const recalled = (
  cached: CachedEstimate,
  { lines, address }: EstimateSubject,
  order: number[]
): LineTax[] => {
  const asNow = renamed(cached, lines, order)
  return believed(asNow.estimate, asNow.lines, address)
}

/** An answer as if it had been given for these lines, with their ids. */
const renamed = (
  { estimate, ids, amounts }: CachedEstimate,
  lines: TaxableLine[],
  order: number[]
): { estimate: Estimate; lines: TaxableLine[] } => {
  const places = new Map(ids.map((id, place) => [id, place]))
  const nets = new Map(
    order.map((index, place) => [index, MathBN.convert(amounts[place] ?? 0)])
  )
  return {
    lines: withAmounts(
      lines,
      lines.map((line, index) => nets.get(index) ?? line.amount)
    ),
    estimate: {
      ...estimate,
      transaction_items: estimate.transaction_items.map((item) => ({
        ...item,
        external_id:
          lines[order[places.get(item.external_id ?? "") ?? -1] ?? -1]?.id,
      })),
    },
  }
}
