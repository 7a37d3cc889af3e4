import { MathBN } from "@medusajs/framework/utils"
import {
  type Estimate,
  type KintsugiClient,
  badResponse,
  invalidAddress,
  isKintsugiError,
} from "../../kintsugi-api"
import {
  type Breaker,
  createBreaker,
} from "../../modules/kintsugi/outage/breaker"
import { memoizePerClient } from "../../modules/kintsugi/lookups/per-client"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import type { KintsugiSettings } from "../../options"
import type { DestinationAddress } from "../../tax/address/read-address"
import { dayOf } from "../../tax/estimate/freshness"
import { toEstimateRequest } from "../../tax/estimate/estimate-request"
import type { FingerprintInput, Identity } from "../../tax/estimate/fingerprint"
import { reallocateFees } from "../../tax/tax-lines/reallocate-fees"
import { solveInclusive } from "../../tax/estimate/solve-inclusive-prices"
import {
  type JurisdictionTax,
  type LineTax,
  type Remembered,
  validateEstimate,
  withLineIds,
} from "../../tax/estimate/validate-estimate"
import type { Subject } from "../../tax/memory/learned"
import { subjectOf } from "../../tax/memory/subject"
import { defaultCategories } from "../../tax/products/default-categories"
import type { Decimal } from "../../tax/money"
import { sentDigits } from "../../tax/estimate/sent-amount"
import type { TaxableLine } from "../../tax/cart/taxable-line"
import { createEarlierAnswers } from "./cache/earlier-answers"
import type { EstimateCache } from "./cache/estimates"
import type { CachedEstimate } from "../../tax/estimate/estimate-size"
import {
  type ClassifiedProducts,
  createClassifiedProducts,
} from "./cache/classified-at-kintsugi"
import { type ExpectedRates, createExpectedRates } from "./cache/expected-rates"

/** Share of a calculation's deadline that product look-ups may use. */
const LOOK_UP_SHARE = 1 / 3

export type EstimatedCart = {
  answer: CachedEstimate
  /** The lines' ids in the answer's order. */
  ids: string[]
  /**
   * In the order of the requested lines.
   *
   * @throws KintsugiError if the answer must not be used
   */
  taxes: () => LineTax[]
  /** Absent if Kintsugi was not asked. */
  newAnswer?: NewAnswer
}

export type NewAnswer = {
  /** How long Kintsugi took, in ms. */
  ms: number
  /** In the order of the requested lines. */
  taxes: LineTax[]
  /** What each of them was taxed as. */
  subjects: Subject[]
}

type Dependencies = {
  client: KintsugiClient
  classifiedProducts: ClassifiedProducts
  cache: EstimateCache
  breaker: Breaker
  options: KintsugiSettings
}

/**
 * Asks Kintsugi about each distinct cart once: unchanged and identical carts
 * are answered from the cache.
 */
export const createEstimator = (dependencies: Dependencies) => {
  const ratesSeen = createExpectedRates()
  const earlierAnswers = createEarlierAnswers()
  return {
    /**
     * @param identity - of exactly this subject, including all settings that
     * affect the answer
     * @param externalId - the cart's or order's id
     * @throws KintsugiError, at once while Kintsugi is unavailable
     */
    async of(
      subject: FingerprintInput,
      { fingerprint, order }: Identity,
      externalId: string
    ): Promise<EstimatedCart> {
      const { lines } = subject
      const date = new Date()
      let newAnswer: NewAnswer | undefined
      const cached = await dependencies.cache.get(
        `${dayOf(date)}:${fingerprint}`,
        async () => {
          const { taxes, subjects, ...answer } = await dependencies.breaker.ask(
            () =>
              ask({ ...subject, date }, externalId, order, {
                ...dependencies,
                ratesSeen,
              })
          )
          newAnswer = { taxes, subjects, ms: Date.now() - date.getTime() }
          return answer
        }
      )
      if (newAnswer || !earlierAnswers.has(fingerprint)) {
        earlierAnswers.set(fingerprint, { answer: cached, day: dayOf(date) })
      }
      const newTaxes = newAnswer?.taxes
      return {
        answer: cached,
        ids: order.map((index) => lines[index]!.id),
        // A new answer is about exactly these lines and is already validated.
        taxes: () => newTaxes ?? taxesFromCache(cached, subject, order),
        newAnswer,
      }
    },
    /**
     * What Kintsugi answered for the same cart before, however long ago; absent
     * where this process does not know.
     */
    earlierAnswer(
      subject: FingerprintInput,
      { fingerprint, order }: Identity
    ): LineTax[] | undefined {
      const found = earlierAnswers.get(fingerprint)
      if (!found) {
        return undefined
      }
      const remembered: Remembered = {
        asOf: found.day,
        isApproximate: false,
        isRegistered: found.answer.estimate.has_active_registration ?? false,
      }
      try {
        return taxesFromCache(found.answer, subject, order).map((tax) => ({
          ...tax,
          remembered,
        }))
      } catch (error) {
        if (isKintsugiError(error)) {
          // It was not used then either.
          return undefined
        }
        throw error
      }
    },
  }
}

type Estimator = ReturnType<typeof createEstimator>

/**
 * The estimator of a connection. It is created again after the merchant has
 * changed a setting; the products that Kintsugi classified are kept for as long
 * as the client stays the same.
 */
export const createEstimators = (
  cache: EstimateCache
): ((connection: KintsugiConnection) => Estimator) => {
  const classifiedProductsOf = memoizePerClient(createClassifiedProducts)
  const breakerOf = memoizePerClient(createBreaker)
  let current:
    { connection: KintsugiConnection; estimator: Estimator } | undefined
  return (connection) => {
    const { client, settings } = connection
    if (current?.connection !== connection) {
      const estimator = createEstimator({
        client,
        classifiedProducts: classifiedProductsOf(client),
        cache,
        breaker: breakerOf(client),
        options: settings,
      })
      current = { connection, estimator }
    }
    return current.estimator
  }
}

const ask = async (
  {
    lines,
    address,
    shipsNothing,
    customer,
    date,
  }: FingerprintInput & { date: Date },
  externalId: string,
  order: number[],
  {
    client,
    classifiedProducts,
    options,
    ratesSeen,
  }: Dependencies & { ratesSeen: ExpectedRates }
): Promise<CachedEstimate & { taxes: LineTax[]; subjects: Subject[] }> => {
  const start = Date.now()
  const classifiedIds = await classifiedProducts.among(
    // A classification in Medusa decides, so no look-up is needed for those.
    lines.flatMap(({ productId, classification }) =>
      classification ? [] : (productId ?? [])
    ),
    start + options.deadlineMs * LOOK_UP_SHARE,
    new Map(
      lines.map(({ productId, synced }) => [productId ?? "", synced ?? []])
    )
  )
  const categories = defaultCategories(options)
  const isInclusive = lines.some(({ price }) => !price.withTax.isZero())
  const { asked, answer } = await solveInclusive(
    lines.map(({ price }) => price),
    async (nets) => {
      const netLines = withAmounts(lines, nets)
      const response = await client.estimateTax(
        toEstimateRequest({
          externalId,
          customer,
          date,
          lines: netLines,
          address,
          shipsNothing,
          classifiedProducts: classifiedIds,
          ...categories,
        }),
        { deadline: start + options.deadlineMs }
      )
      const estimate = withLineIds(response, netLines)
      const taxes = validTaxes(estimate, netLines, address)
      if (isInclusive) {
        ratesSeen.remember(taxes, address)
      }
      return {
        taxes: isInclusive
          ? taxesAfterFeeMove(taxes)
          : taxes.map(({ jurisdictions }) => jurisdictions),
        answer: { estimate, taxes },
      }
    },
    {
      currencyDigits: sentDigits(lines[0]?.currencyCode ?? ""),
      startingRates: isInclusive
        ? lines.map((line) => ratesSeen.ratesFor(line, address))
        : [],
    }
  )
  return {
    ...answer,
    subjects: lines.map((line) => subjectOf(line, classifiedIds, categories)),
    ids: order.map((index) => lines[index]!.id),
    amounts: order.map((index) => asked[index]!.toFixed()),
  }
}

/** By line, the taxes that it gets in Medusa: a price includes fees too. */
export const taxesAfterFeeMove = (taxes: LineTax[]): JurisdictionTax[][] =>
  reallocateFees<JurisdictionTax>(
    taxes.map(({ line, jurisdictions }) => ({
      kind: line.kind,
      price: line.price,
      amount: line.amount,
      taxes: jurisdictions,
    }))
  ).lines.map((line) => line.taxes)

export const withAmounts = (
  lines: TaxableLine[],
  amounts: Decimal[]
): TaxableLine[] =>
  lines.map((line, index) => ({ ...line, amount: amounts[index]! }))

/** @throws KintsugiError if the answer must not be used */
const validTaxes = (
  estimate: Estimate,
  lines: TaxableLine[],
  address: DestinationAddress
): LineTax[] => {
  if (addressStatus(estimate, address) === "INVALID") {
    throw invalidAddress("its status is INVALID")
  }
  const matched = validateEstimate(estimate, lines)
  if ("problem" in matched) {
    throw badResponse(matched.problem)
  }
  return matched.taxes
}

/** Kintsugi's verdict on the requested address, e.g. `VERIFIED`. */
export const addressStatus = (
  { addresses }: Estimate,
  requested: DestinationAddress
): string | undefined =>
  (
    addresses?.find(({ type }) => type === requested.type) ??
    // One address was sent, so a single answer is about it, whatever its type.
    (addresses?.length === 1 ? addresses[0] : undefined)
  )?.status

const taxesFromCache = (
  cached: CachedEstimate,
  { lines, address }: FingerprintInput,
  order: number[]
): LineTax[] => {
  const current = withIdsOf(cached, lines, order)
  return validTaxes(current.estimate, current.lines, address)
}

/** The cached answer with the ids of these lines. */
const withIdsOf = (
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
