import { notConnected } from "../../../kintsugi-api"
import { createEstimateCache } from "./estimates"
import type { CachedEstimate } from "../../../tax/estimate/estimate-size"

const FIVE_MINUTES = 5 * 60 * 1000

/** Kintsugi's answer to a cart with one shirt; `tax` distinguishes answers. */
const answer = (tax = "3.30"): CachedEstimate => ({
  estimate: {
    external_id: "cart_01JAUSTIN",
    currency: "USD",
    transaction_items: [
      {
        external_id: "cali_01JSHIRT",
        tax_amount: tax,
        taxable_amount: "39.98",
        tax_rate: "0.0825",
        exempt: false,
        exempt_reason: undefined,
        tax_items: [
          {
            name: "Texas State Tax",
            rate: "0.0625",
            amount: tax,
            exempt: undefined,
            exempt_reason: undefined,
          },
        ],
      },
    ],
    addresses: [{ type: "SHIP_TO", status: "VERIFIED" }],
    total_tax_amount_calculated: tax,
    has_active_registration: true,
  },
  ids: ["cali_01JSHIRT"],
  amounts: ["39.98"],
})

/** An entry of the shared cache with an answer from just now. */
const now = (data: unknown) => ({ answer: data, askedAt: Date.now() })

/** The estimate after a round trip through JSON. */
const stored = (estimate: CachedEstimate): unknown =>
  JSON.parse(JSON.stringify(estimate))

const askReturning = (tax?: string) => jest.fn(async () => answer(tax))

/** Must never be called. */
const neverAsked = jest.fn(() => Promise.reject(new Error("unexpected")))

/** Waits for work that runs in the background. */
const finishBackgroundWork = () =>
  new Promise((resolve) => setTimeout(resolve, 1))

type Stored = { key: string; data: unknown; ttl?: number }

/** The methods of Medusa's Caching Module that are used. */
const sharedCache = () => {
  const entries = new Map<string, unknown>()
  const written: Stored[] = []
  const read: (string | undefined)[] = []
  return {
    entries,
    written,
    read,
    async get({ key }: { key?: string }): Promise<unknown> {
      read.push(key)
      return entries.get(key ?? "") ?? null
    },
    async set({ key, data, ttl }: Stored): Promise<void> {
      written.push({ key, data, ttl })
      entries.set(key, stored(data as CachedEstimate))
    },
  }
}

describe("createEstimateCache", () => {
  it("returns the answer of `ask`", async () => {
    const cache = createEstimateCache(undefined)
    await expect(cache.get("austin", askReturning())).resolves.toEqual(answer())
  })

  it("asks once for one key", async () => {
    const cache = createEstimateCache(undefined)
    await cache.get("austin", askReturning())
    await expect(cache.get("austin", neverAsked)).resolves.toEqual(answer())
  })

  it("asks once for each key", async () => {
    const cache = createEstimateCache(undefined)
    await cache.get("austin", askReturning())
    await expect(cache.get("tulsa", askReturning("1.80"))).resolves.toEqual(
      answer("1.80")
    )
    await expect(cache.get("austin", neverAsked)).resolves.toEqual(answer())
  })

  it("shares one request among concurrent callers", async () => {
    const cache = createEstimateCache(undefined)
    const ask = askReturning()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => cache.get("austin", ask))
    )
    expect(ask).toHaveBeenCalledTimes(1)
    expect(answers).toEqual(Array.from({ length: 20 }, () => answer()))
  })

  it("shares a failure, and does not cache it", async () => {
    const cache = createEstimateCache(undefined)
    const refused = jest.fn(() => Promise.reject(notConnected("ECONNREFUSED")))
    const results = await Promise.allSettled([
      cache.get("austin", refused),
      cache.get("austin", refused),
    ])
    expect(results).toMatchObject([
      { status: "rejected", reason: { code: "unavailable" } },
      { status: "rejected", reason: { code: "unavailable" } },
    ])
    expect(refused).toHaveBeenCalledTimes(1)
    await expect(cache.get("austin", askReturning())).resolves.toEqual(answer())
  })

  it("throws the failure of `ask` unchanged", async () => {
    const cache = createEstimateCache(undefined)
    const failure = notConnected("ECONNREFUSED")
    await expect(
      cache.get("austin", () => Promise.reject(failure))
    ).rejects.toBe(failure)
  })

  it("evicts an answer after five minutes", async () => {
    const clock = jest.spyOn(performance, "now")
    try {
      clock.mockReturnValue(1_000)
      const cache = createEstimateCache(undefined)
      await cache.get("austin", askReturning())
      await finishBackgroundWork()
      clock.mockReturnValue(1_000 + FIVE_MINUTES - 1)
      await expect(cache.get("austin", neverAsked)).resolves.toEqual(answer())
      await finishBackgroundWork()
      clock.mockReturnValue(1_000 + FIVE_MINUTES + 1)
      await expect(cache.get("austin", askReturning("1.80"))).resolves.toEqual(
        answer("1.80")
      )
    } finally {
      clock.mockRestore()
    }
  })

  it("evicts the least recently used of more than 2,000 answers", async () => {
    const cache = createEstimateCache(undefined)
    for (let cart = 0; cart < 2_000; cart += 1) {
      await cache.get(`cart ${cart}`, askReturning())
    }
    await cache.get("cart 0", neverAsked)
    await cache.get("one more", askReturning())
    await expect(cache.get("cart 0", neverAsked)).resolves.toEqual(answer())
    const again = askReturning("1.80")
    await cache.get("cart 1", again)
    expect(again).toHaveBeenCalledTimes(1)
  })

  it("answers a waiting caller even if its entry has been evicted", async () => {
    const cache = createEstimateCache(undefined)
    let arrive: (late: CachedEstimate) => void = () => undefined
    const late = cache.get(
      "late",
      () => new Promise((resolve) => (arrive = resolve))
    )
    const outcome = late.catch((error: unknown) => error)
    await finishBackgroundWork()
    await Promise.all(
      Array.from({ length: 2_000 }, (_, cart) =>
        cache.get(`cart ${cart}`, askReturning())
      )
    )
    arrive(answer("1.80"))
    await expect(outcome).resolves.toEqual(answer("1.80"))
  })
})

describe("the cache of estimates that instances share", () => {
  it("gets each answer, for five minutes", async () => {
    const shared = sharedCache()
    await createEstimateCache(shared).get("austin", askReturning())
    await finishBackgroundWork()
    expect(shared.written).toEqual([
      {
        key: "kintsugi:estimate:austin",
        data: { answer: answer(), askedAt: expect.any(Number) },
        ttl: 300,
      },
    ])
  })

  it("answers the next instance", async () => {
    const shared = sharedCache()
    await createEstimateCache(shared).get("austin", askReturning())
    await finishBackgroundWork()
    const other = createEstimateCache(shared)
    await expect(other.get("austin", neverAsked)).resolves.toEqual(answer())
    expect(shared.written).toHaveLength(1)
  })

  it("does not prolong the life of an answer", async () => {
    const clock = jest.spyOn(performance, "now").mockReturnValue(1_000)
    try {
      const shared = sharedCache()
      shared.entries.set("kintsugi:estimate:austin", {
        answer: answer(),
        askedAt: Date.now() - FIVE_MINUTES + 60_000,
      })
      const cache = createEstimateCache(shared)
      await expect(cache.get("austin", neverAsked)).resolves.toEqual(answer())
      await finishBackgroundWork()
      clock.mockReturnValue(1_000 + 60_001)
      shared.entries.clear()
      await expect(cache.get("austin", askReturning("1.80"))).resolves.toEqual(
        answer("1.80")
      )
    } finally {
      clock.mockRestore()
    }
  })

  it("is asked for each key separately", async () => {
    const shared = sharedCache()
    await createEstimateCache(shared).get("austin", askReturning())
    await finishBackgroundWork()
    const other = createEstimateCache(shared)
    await expect(other.get("tulsa", askReturning("1.80"))).resolves.toEqual(
      answer("1.80")
    )
  })

  it("is asked once by an instance", async () => {
    const shared = sharedCache()
    const cache = createEstimateCache(shared)
    const ask = askReturning()
    await Promise.all([cache.get("austin", ask), cache.get("austin", ask)])
    await cache.get("austin", ask)
    expect(shared.read).toEqual(["kintsugi:estimate:austin"])
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it("does not get a failure", async () => {
    const shared = sharedCache()
    const cache = createEstimateCache(shared)
    await expect(
      cache.get("austin", () => Promise.reject(notConnected("ECONNREFUSED")))
    ).rejects.toMatchObject({ code: "unavailable" })
    await finishBackgroundWork()
    expect(shared.written).toEqual([])
  })

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "3.30"],
    ["a list", [answer()]],
    ["an answer without its age", { answer: answer() }],
    ["the estimate alone", now({ ...answer().estimate })],
    ["no ids", now({ ...answer(), ids: undefined })],
    ["amounts that are numbers", now({ ...answer(), amounts: [39.98] })],
    [
      "a tax that is no number",
      now({
        ...answer(),
        estimate: {
          ...answer().estimate,
          transaction_items: [{ tax_amount: "a lot" }],
        },
      }),
    ],
    [
      "an answer of five minutes ago",
      { answer: answer("1.80"), askedAt: Date.now() - FIVE_MINUTES },
    ],
  ])("is ignored when it has %s", async (_, nonsense) => {
    const shared = sharedCache()
    shared.entries.set("kintsugi:estimate:austin", nonsense)
    const ask = askReturning()
    const cache = createEstimateCache(shared)
    await expect(cache.get("austin", ask)).resolves.toEqual(answer())
    expect(ask).toHaveBeenCalledTimes(1)
    await finishBackgroundWork()
    expect(shared.entries.get("kintsugi:estimate:austin")).toEqual({
      answer: stored(answer()),
      askedAt: expect.any(Number),
    })
  })

  const broken = () => Promise.reject(new Error("Redis is down"))
  const thrown = () => {
    throw new Error("Redis is down")
  }

  it.each([
    ["refuses to be read", { get: broken }],
    ["throws when it is read", { get: thrown }],
    ["refuses to be written", { set: broken }],
    ["throws when it is written", { set: thrown }],
    ["refuses both", { get: broken, set: broken }],
  ])("is not needed when it %s", async (_, fault) => {
    const cache = createEstimateCache({ ...sharedCache(), ...fault })
    const ask = askReturning()
    await expect(cache.get("austin", ask)).resolves.toEqual(answer())
    await expect(cache.get("austin", ask)).resolves.toEqual(answer())
    await finishBackgroundWork()
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it("is written in the background", async () => {
    const shared = {
      ...sharedCache(),
      set: () => new Promise<void>(() => undefined),
    }
    const cache = createEstimateCache(shared)
    await expect(cache.get("austin", askReturning())).resolves.toEqual(answer())
  })
})

describe("the memory that cached answers take", () => {
  const large = (name: string): CachedEstimate => {
    const { estimate, ids, amounts } = answer()
    return {
      ids,
      amounts,
      estimate: {
        ...estimate,
        transaction_items: estimate.transaction_items.map((item) => ({
          ...item,
          tax_items: [{ name, rate: "0.0625", amount: "3.30" }],
        })),
      },
    }
  }

  it("has a limit, even for few answers", async () => {
    const cache = createEstimateCache(undefined)
    const ask = jest.fn(async () => large("x".repeat(4 * 1024 * 1024)))
    for (let cart = 0; cart < 20; cart++) {
      await cache.get(`cart ${cart}`, ask)
    }
    await cache.get("cart 19", neverAsked)
    await cache.get("cart 0", ask)
    expect(ask).toHaveBeenCalledTimes(21)
  })

  it("is never used up by one answer, which is still returned", async () => {
    const cache = createEstimateCache(undefined)
    const huge = large("x".repeat(40 * 1024 * 1024))
    await cache.get("austin", askReturning())
    expect(await cache.get("huge", async () => huge)).toBe(huge)
    await cache.get("austin", neverAsked)
  })
})
