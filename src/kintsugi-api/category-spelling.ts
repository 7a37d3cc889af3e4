import { LRUCache } from "lru-cache"
import {
  type CategoryPair,
  isEnumPair,
  toEnumPair,
  toLabelPair,
} from "../contract/category-names"
import { type KintsugiError, isKintsugiError } from "./errors"

/** How many pairs are remembered; Kintsugi has about 600. */
const MAX_PAIRS = 2_000

/** How long a pair that is refused in both spellings is not retried, in ms. */
const REFUSED_MS = 60 * 60 * 1000

/**
 * Sends requests that name categories, each in the spelling that Kintsugi
 * accepts: its contract allows labels ("General Clothing") and the enum
 * ("GENERAL_CLOTHING"), but not every organization's API accepts both.
 */
export type CategorySpelling = {
  /**
   * @param pairs - the categories that are sent, in the request's order
   * @param send - sends the request, with each category as `spell` returns it
   * @param deadline - when to stop waiting for Kintsugi's list, in ms since the
   * epoch; without the list, an enum pair is converted by the rules of labels
   * @throws KintsugiError: the error of the first try, if the other spelling is
   * also refused
   */
  send<T>(
    pairs: (CategoryPair | undefined)[],
    send: (spell: (pair: CategoryPair) => CategoryPair) => Promise<T>,
    deadline?: number
  ): Promise<T>
}

/**
 * Remembers spellings: a refused pair is tried once in the other spelling, and
 * from then on it is sent in the one that was accepted. Create one for each key
 * and organization.
 *
 * @param readLabels - reads Kintsugi's own list of labels
 */
export const createCategorySpelling = (
  readLabels: () => Promise<CategoryPair[]>
): CategorySpelling => {
  const accepted = new LRUCache<string, CategoryPair>({ max: MAX_PAIRS })
  const refused = new LRUCache<string, true>({
    max: MAX_PAIRS,
    ttl: REFUSED_MS,
  })
  let labels: Promise<CategoryPair[]> | undefined

  const listLabels = async (): Promise<CategoryPair[]> => {
    labels ??= readLabels()
    try {
      return await labels
    } catch {
      labels = undefined
      return []
    }
  }

  const otherSpelling = async (
    pair: CategoryPair,
    sent: CategoryPair,
    deadline: number
  ): Promise<CategoryPair> => {
    if (sent !== pair) {
      // The other spelling was accepted earlier, and no longer is.
      return pair
    }
    return isEnumPair(pair)
      ? toLabelPair(pair, (await resultBefore(deadline, listLabels())) ?? [])
      : toEnumPair(pair)
  }

  return {
    async send(pairs, send, deadline = Number.POSITIVE_INFINITY) {
      const spell = (pair: CategoryPair) => accepted.get(keyOf(pair)) ?? pair
      try {
        return await send(spell)
      } catch (error) {
        const toRetry = isKintsugiError(error) ? refusedPairs(error, pairs) : []
        const retries = new Map<string, CategoryPair>()
        for (const pair of toRetry) {
          const key = keyOf(pair)
          if (!refused.has(key) && !retries.has(key)) {
            retries.set(key, await otherSpelling(pair, spell(pair), deadline))
          }
        }
        if (!retries.size) {
          throw error
        }
        let answer: Awaited<ReturnType<typeof send>>
        try {
          answer = await send((pair) => retries.get(keyOf(pair)) ?? spell(pair))
        } catch (failure) {
          if (!isKintsugiError(failure) || failure.code !== "invalid_request") {
            // It is still unknown whether the other spelling is accepted.
            throw failure
          }
          for (const key of retries.keys()) {
            refused.set(key, true)
          }
          throw error
        }
        for (const [key, pair] of retries) {
          accepted.set(key, pair)
        }
        return answer
      }
    },
  }
}

/** Sends each category as it is, and once: for finding out what is accepted. */
export const categoriesAsWritten: CategorySpelling = {
  send: (_, send) => send((pair) => pair),
}

/** The result, or `undefined` when the deadline (ms since the epoch) passes. */
const resultBefore = async <T>(
  deadline: number,
  result: Promise<T>
): Promise<T | undefined> => {
  if (!Number.isFinite(deadline)) {
    return result
  }
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), deadline - Date.now())
  })
  try {
    return await Promise.race([result, timeout])
  } finally {
    clearTimeout(timer)
  }
}

const keyOf = ({ category, subcategory }: CategoryPair): string =>
  JSON.stringify([category, subcategory])

const NAMES_A_CATEGORY = /categor/i

/** The refused pairs: those that the error names by index, or else all. */
const refusedPairs = (
  { code, fields, message }: KintsugiError,
  pairs: (CategoryPair | undefined)[]
): CategoryPair[] => {
  if (code !== "invalid_request") {
    return []
  }
  const paths = fields
    .filter((field) => NAMES_A_CATEGORY.test(`${field.path} ${field.message}`))
    .map(({ path }) => path)
  if (!paths.length && !NAMES_A_CATEGORY.test(message)) {
    return []
  }
  const places = paths.flatMap((path) => {
    const place = /transaction_items\.(\d+)/.exec(path)?.[1]
    return place === undefined ? [] : Number(place)
  })
  const named = places.length ? places.map((place) => pairs[place]) : pairs
  return named.filter((pair) => pair !== undefined)
}

type Categorized = { product_category?: string; product_subcategory?: string }

/** The category that a record names, if it names both parts. */
export const categoryIn = ({
  product_category: category,
  product_subcategory: subcategory,
}: Categorized): CategoryPair | undefined =>
  category && subcategory ? { category, subcategory } : undefined

/** A copy with its category in the spelling to send. */
export const withSpelling = <T extends Categorized>(
  one: T,
  spell: (pair: CategoryPair) => CategoryPair
): T => {
  const pair = categoryIn(one)
  const { category, subcategory } = (pair && spell(pair)) ?? {}
  return pair
    ? {
        ...one,
        product_category: category,
        product_subcategory: subcategory,
      }
    : one
}
