import { LRUCache } from "lru-cache"

/** How many of a region's latest choices count. */
const CHOICES = 10

/** How many of them must be the same for a prediction. */
const ENOUGH = 8

/** Predicts which shipping option the shoppers of a region choose. */
export type LikelyOptions = {
  /** Records what a shopper has chosen. */
  record(regionId: string, optionId: string): void
  /** The option that nearly all have chosen lately, if there is one. */
  predict(regionId: string): string | undefined
}

export const createLikelyOptions = (): LikelyOptions => {
  const latest = new LRUCache<string, string[]>({ max: 1_000 })
  return {
    record(regionId, optionId) {
      latest.set(
        regionId,
        [optionId, ...(latest.get(regionId) ?? [])].slice(0, CHOICES)
      )
    },
    predict(regionId) {
      const choices = latest.get(regionId) ?? []
      return choices.find((choice) => countOf(choice, choices) >= ENOUGH)
    },
  }
}

const countOf = (optionId: string, choices: string[]): number =>
  choices.filter((choice) => choice === optionId).length
