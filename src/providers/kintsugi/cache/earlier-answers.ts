import { LRUCache } from "lru-cache"
import {
  type CachedEstimate,
  sizeOfEstimate,
} from "../../../tax/estimate/estimate-size"

/** All answers together, in bytes; the latest are those of the estimate cache. */
const MAX_BYTES = 32 * 1024 * 1024

/** Kintsugi's latest answer for a cart, and its day in ISO 8601. */
type EarlierAnswer = { answer: CachedEstimate; day: string }

/**
 * Keeps answers, by the cart's fingerprint, for as long as there is room: in an
 * outage, an old answer is better than none. It is the only one for a buyer
 * whose tax id decided.
 */
export const createEarlierAnswers = (): LRUCache<string, EarlierAnswer> =>
  new LRUCache({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ answer }) => sizeOfEstimate(answer),
  })
