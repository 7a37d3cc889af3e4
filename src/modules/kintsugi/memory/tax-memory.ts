import type { Logger } from "@medusajs/framework/types"
import { LRUCache } from "lru-cache"
import { createHmac } from "node:crypto"
import type { DestinationAddress } from "../../../tax/address/read-address"
import { dayOf } from "../../../tax/estimate/freshness"
import type { LineTax } from "../../../tax/estimate/validate-estimate"
import type { Subject } from "../../../tax/memory/learned"
import type { RecallPlace } from "../../../tax/memory/recall"
import { createDelayedSave } from "../delayed-save"
import type { BoundQueries } from "../queries/bind-queries"
import type { learnedTaxQueries } from "../queries/learned-taxes"
import { type AnswerToLearn, learnAnswers } from "./learn-answers"
import { type KnownRegion, type Region, toKnownRegion } from "./learned-row"

/** How many lines may wait to be saved; what comes then is not learned. */
const MAX_WAITING_LINES = 10_000

/** How long a region that was read is used without another look, in ms. */
const REGION_TTL_MS = 60_000

const TRIMMED_EVERY_MS = 60 * 60 * 1000

/** Where a cart is taxed, and in which currency. */
export type TaxedPlace = {
  organizationId: string
  address: DestinationAddress
  currency: string
}

/** What Kintsugi's answers have taught, for when it can't be asked. */
export type TaxMemory = {
  /**
   * Learns from an answer. Costs nothing: many answers are learned together
   * some seconds later.
   *
   * @param subjects - what each of the lines was taxed as
   */
  learn(
    place: TaxedPlace,
    answer: { taxes: LineTax[]; subjects: Subject[]; isRegistered: boolean }
  ): void
  /**
   * What is known of a place's state, or of its country if it has no states.
   *
   * @throws what the database throws
   */
  recall(place: TaxedPlace): Promise<{ known: KnownRegion; at: RecallPlace }>
  /** Saves what was learned; it is dropped if that fails. */
  save(): Promise<void>
}

export type MemoryBounds = {
  /** How long something is known that no answer confirms, in days. */
  maxAgeDays: number
  /** How many rows are stored; the least recently confirmed are deleted. */
  maxRows: number
}

/**
 * @param secret - turns streets into tokens that nobody can turn back; without
 * one, streets are not distinguished
 */
export const createTaxMemory = ({
  rows,
  secret,
  bounds,
  logger,
}: {
  rows: BoundQueries<typeof learnedTaxQueries>
  secret: string | undefined
  bounds: MemoryBounds
  logger: Pick<Logger, "debug"> | undefined
}): TaxMemory => {
  let waiting: AnswerToLearn[] = []
  let waitingLines = 0
  let trimmedAt = 0

  const regions = new LRUCache<string, KnownRegion, Region>({
    // All of them may be of one region.
    maxSize: bounds.maxRows + 1,
    sizeCalculation: ({ places, rules, fees }) =>
      [...places.values()].reduce(
        (size, place) => size + place.size,
        1 + rules.size + fees.size
      ),
    ttl: REGION_TTL_MS,
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    ignoreFetchAbort: true,
    fetchMethod: async (_key, _stale, { context }) =>
      toKnownRegion(await rows.readRegion(context)),
  })

  const saveWaiting = async (): Promise<void> => {
    const answers = waiting
    waiting = []
    waitingLines = 0
    if (!answers.length) {
      return
    }
    const changes = await learnAnswers(answers, rows.read)
    if (changes.length) {
      await rows.save(changes, new Date())
    }
    for (const [key, { region, isRegistered }] of latestByRegion(answers)) {
      await rows.deleteOtherRegistration(region, isRegistered)
      regions.delete(key)
    }
    if (Date.now() - trimmedAt > TRIMMED_EVERY_MS) {
      trimmedAt = Date.now()
      await rows.trim({
        since: new Date(trimmedAt - bounds.maxAgeDays * DAY_MS),
        maxRows: bounds.maxRows,
      })
    }
  }

  const { schedule, save } = createDelayedSave(saveWaiting, (reason) =>
    logger?.debug(
      `[kintsugi] What Kintsugi answered could not be remembered (${reason}).`
    )
  )

  const streetToken = ({
    street_1,
    city,
    postal_code,
  }: DestinationAddress): string | undefined =>
    secret && street_1
      ? createHmac("sha256", secret)
          .update(
            JSON.stringify(
              [street_1, city, postal_code].map((text) =>
                (text ?? "").trim().toLowerCase().replace(/\s+/g, " ")
              )
            )
          )
          .digest("base64url")
          .slice(0, STREET_CHARACTERS)
      : undefined

  return {
    learn(place, { taxes, subjects, isRegistered }) {
      if (waitingLines + taxes.length > MAX_WAITING_LINES) {
        return
      }
      waitingLines += taxes.length
      waiting.push({
        region: regionOf(place),
        postalCode: postalCodeOf(place.address),
        street: streetToken(place.address),
        isRegistered,
        taxes,
        subjects,
        at: dayOf(new Date()),
      })
      schedule()
    },
    async recall(place) {
      if (waiting.length) {
        await save()
      }
      const region = regionOf(place)
      return {
        known:
          (await regions.fetch(regionKey(region), { context: region })) ??
          toKnownRegion([]),
        at: {
          postalCode: postalCodeOf(place.address),
          street: streetToken(place.address),
          hasStates: place.address.state !== "",
        },
      }
    },
    save,
  }
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Few enough to say nothing of a street, enough to tell a town's apart. */
const STREET_CHARACTERS = 11

const regionOf = ({
  organizationId,
  address,
  currency,
}: TaxedPlace): Region => ({
  organizationId,
  country: address.country,
  state: address.state,
  currency,
})

const regionKey = ({ organizationId, country, state, currency }: Region) =>
  JSON.stringify([organizationId, country, state, currency])

/** The four digits after a ZIP code stand for a street. */
const postalCodeOf = ({ country, postal_code }: DestinationAddress): string =>
  country === "US" ? postal_code.slice(0, 5) : postal_code

const latestByRegion = (answers: AnswerToLearn[]): Map<string, AnswerToLearn> =>
  new Map(answers.map((answer) => [regionKey(answer.region), answer]))
