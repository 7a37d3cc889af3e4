import { US_STATES } from "../sandbox/tax/united-states"
import { CANADIAN_PROVINCES } from "../sandbox/tax/canada"

/** A cart of the simulation; amounts in major units. */
export type SimulatedCart = {
  country: string
  /** `""` where the country has none. */
  state: string
  postalCode: string
  currency: "USD" | "CAD" | "EUR" | "JPY"
  lines: SimulatedLine[]
}

export type SimulatedLine = {
  kind: "item" | "shipping"
  category: string
  subcategory: string
  /** The whole line, net. */
  amount: string
  quantity: number
}

/** A number from 0 to 1. */
export type Random = () => number

/** The same numbers for the same seed (mulberry32). */
export const randomFrom = (seed: number): Random => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Weighted<T> = readonly (readonly [value: T, weight: number])[]

const pick = <T>(random: Random, choices: Weighted<T>): T => {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
  let rest = random() * total
  for (const [value, weight] of choices) {
    rest -= weight
    if (rest < 0) {
      return value
    }
  }
  return choices.at(-1)![0]
}

/** A rank below `size` by Zipf's law: the second comes half as often. */
const pickRank = (random: Random, size: number): number =>
  Math.floor(Math.exp(random() * Math.log(size + 1))) - 1

/** How often each is bought, of a hundred articles. */
const GOODS: Weighted<readonly [category: string, subcategory: string]> = [
  [["Physical", "General Physical"], 50],
  [["Physical", "General Clothing"], 20],
  [["Physical", "Coats & Jackets"], 8],
  [["Physical", "Boots"], 5],
  [["Physical", "Groceries (Home Consumption)"], 5],
  [["Digital", "Online Software Downloaded"], 6],
  [["Physical", "Comic Books"], 3],
  [["Misc", "Gift Cards Electronically Delivered"], 3],
]

const SHIPPING = {
  category: "Misc",
  subcategory: "Shipping - Title transfer at time of Sales",
}

/** In millions of people, about; three for the others. */
const PEOPLE: Record<string, number> = {
  CA: 39,
  TX: 30,
  FL: 22,
  NY: 20,
  PA: 13,
  NJ: 9,
  WA: 8,
  MA: 7,
  TN: 7,
  CO: 6,
}

const STATES: Weighted<string> = [...US_STATES.keys()].map((state) => [
  state,
  PEOPLE[state] ?? 3,
])

const PROVINCES: Weighted<string> = [...CANADIAN_PROVINCES.keys()].map(
  (province) => [province, 1]
)

/** Where the sandbox has taxes of cities, their beginnings of ZIP codes. */
const ZIP_BEGINNINGS: Record<string, string[]> = {
  TX: ["787", "750", "770", "782", "799"],
  CA: ["900", "941", "921", "958", "937"],
  NY: ["100", "112", "122", "146", "133"],
  CO: ["802", "809", "805", "814", "816"],
  WA: ["981", "992", "984", "986", "989"],
  PA: ["191", "152", "181", "165", "173"],
}

const zipBeginnings = (state: string): string[] =>
  ZIP_BEGINNINGS[state] ??
  [0, 3, 5, 8, 11].map((step) =>
    String(100 + (([...US_STATES.keys()].indexOf(state) * 17 + step) % 880))
  )

/** First letters of Canadian postal codes. */
const POSTAL_DISTRICTS = "A B C E G H J K L M".split(" ")

type Place = Omit<SimulatedCart, "lines">

const COUNTRIES: Weighted<(random: Random) => Place> = [
  [
    (random) => {
      const state = pick(random, STATES)
      const beginning = zipBeginnings(state)[pickRank(random, 5)]
      const ending = String(pickRank(random, 60)).padStart(2, "0")
      return {
        country: "US",
        state,
        postalCode: `${beginning}${ending}`,
        currency: "USD",
      }
    },
    88,
  ],
  [
    (random) => ({
      country: "CA",
      state: pick(random, PROVINCES),
      postalCode: `${POSTAL_DISTRICTS[pickRank(random, POSTAL_DISTRICTS.length)]}1A ${pickRank(random, 9)}B2`,
      currency: "CAD",
    }),
    6,
  ],
  [
    (random) => ({
      country: pick(random, [
        ["DE", 5],
        ["FR", 3],
        ["IT", 2],
      ]),
      state: "",
      postalCode: String(10_000 + pickRank(random, 400)),
      currency: "EUR",
    }),
    4,
  ],
  [
    (random) => ({
      country: "JP",
      state: "",
      postalCode: `100-00${String(pickRank(random, 60)).padStart(2, "0")}`,
      currency: "JPY",
    }),
    2,
  ],
]

/** Most things are cheap, a few are very dear: 5 to 5,000, mostly below 60. */
const pickPrice = (random: Random): number =>
  Math.exp(random() * random() * 6.5 + 1.5 + random())

/** A cart as shoppers all over the sandbox's world fill them. */
export const randomCart = (random: Random): SimulatedCart => {
  const place = pick(random, COUNTRIES)(random)
  const amountOf = (price: number, quantity: number) =>
    place.currency === "JPY"
      ? String(Math.round(price * 100) * quantity)
      : ((Math.round(price * 100) * quantity) / 100).toFixed(2)
  const items = Array.from(
    { length: 1 + Math.floor(random() * random() * 6) },
    (): SimulatedLine => {
      const [category, subcategory] = pick(random, GOODS)
      const quantity = 1 + Math.floor(random() * random() * 5)
      const amount = amountOf(pickPrice(random), quantity)
      return { kind: "item", category, subcategory, amount, quantity }
    }
  )
  const shipping: SimulatedLine = {
    kind: "shipping",
    ...SHIPPING,
    amount: random() < 0.3 ? "0" : amountOf(9.9, 1),
    quantity: 1,
  }
  return { ...place, lines: random() < 0.7 ? [...items, shipping] : items }
}
