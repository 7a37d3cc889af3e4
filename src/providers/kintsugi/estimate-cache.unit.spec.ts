import { notConnected } from "../../kintsugi"
import { type CachedEstimate, createEstimateCache } from "./estimate-cache"

const FIVE_MINUTES = 5 * 60 * 1000

/** Kintsugi's answer to a cart with one shirt; `tax` tells answers apart. */
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

/** As the shared cache has it, asked for just now. */
const now = (data: unknown) => ({ answer: data, askedAt: Date.now() })

/** What JSON leaves of it. */
const stored = (estimate: CachedEstimate): unknown =>
  JSON.parse(JSON.stringify(estimate))

const asking = (tax?: string) => jest.fn(async () => answer(tax))

/** Never to be asked. */
const nobody = jest.fn(() => Promise.reject(new Error("nobody is asked")))

/** Lets what nobody waits for happen. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 1))

type Stored = { key: string; data: unknown; ttl?: number }

/** Medusa's Caching Module, as far as it is used. */
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

describe("the cache of estimates", () => {
  it("has the answer that was asked for", async () => {
    const cache = createEstimateCache(undefined)
    await expect(cache.get("austin", asking())).resolves.toEqual(answer())
  })

  it("asks once for one key", async () => {
    const cache = createEstimateCache(undefined)
    await cache.get("austin", asking())
    await expect(cache.get("austin", nobody)).resolves.toEqual(answer())
  })

  it("asks for each key", async () => {
    const cache = createEstimateCache(undefined)
    await cache.get("austin", asking())
    await expect(cache.get("tulsa", asking("1.80"))).resolves.toEqual(
      answer("1.80")
    )
    await expect(cache.get("austin", nobody)).resolves.toEqual(answer())
  })

  it("shares one flight among those who come while it is in the air", async () => {
    const cache = createEstimateCache(undefined)
    const ask = asking()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => cache.get("austin", ask))
    )
    expect(ask).toHaveBeenCalledTimes(1)
    expect(answers).toEqual(Array.from({ length: 20 }, () => answer()))
  })

  it("shares a failure, and does not remember it", async () => {
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
    await expect(cache.get("austin", asking())).resolves.toEqual(answer())
  })

  it("passes a failure on as it was thrown", async () => {
    const cache = createEstimateCache(undefined)
    const failure = notConnected("ECONNREFUSED")
    await expect(
      cache.get("austin", () => Promise.reject(failure))
    ).rejects.toBe(failure)
  })

  it("forgets after five minutes", async () => {
    const clock = jest.spyOn(performance, "now")
    try {
      clock.mockReturnValue(1_000)
      const cache = createEstimateCache(undefined)
      await cache.get("austin", asking())
      await settled()
      clock.mockReturnValue(1_000 + FIVE_MINUTES - 1)
      await expect(cache.get("austin", nobody)).resolves.toEqual(answer())
      await settled()
      clock.mockReturnValue(1_000 + FIVE_MINUTES + 1)
      await expect(cache.get("austin", asking("1.80"))).resolves.toEqual(
        answer("1.80")
      )
    } finally {
      clock.mockRestore()
    }
  })

  it("is bounded: of more than 2,000 the one used longest ago goes", async () => {
    const cache = createEstimateCache(undefined)
    for (let cart = 0; cart < 2_000; cart += 1) {
      await cache.get(`cart ${cart}`, asking())
    }
    await cache.get("cart 0", nobody)
    await cache.get("one more", asking())
    await expect(cache.get("cart 0", nobody)).resolves.toEqual(answer())
    const again = asking("1.80")
    await cache.get("cart 1", again)
    expect(again).toHaveBeenCalledTimes(1)
  })

  it("answers who waits, however many come meanwhile", async () => {
    const cache = createEstimateCache(undefined)
    let arrive: (late: CachedEstimate) => void = () => undefined
    const late = cache.get(
      "late",
      () => new Promise((resolve) => (arrive = resolve))
    )
    const outcome = late.catch((error: unknown) => error)
    await settled()
    await Promise.all(
      Array.from({ length: 2_000 }, (_, cart) =>
        cache.get(`cart ${cart}`, asking())
      )
    )
    arrive(answer("1.80"))
    await expect(outcome).resolves.toEqual(answer("1.80"))
  })
})

describe("the cache that instances share", () => {
  it("is given what was asked for, for five minutes", async () => {
    const shared = sharedCache()
    await createEstimateCache(shared).get("austin", asking())
    await settled()
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
    await createEstimateCache(shared).get("austin", asking())
    await settled()
    const other = createEstimateCache(shared)
    await expect(other.get("austin", nobody)).resolves.toEqual(answer())
    expect(shared.written).toHaveLength(1)
  })

  it("does not make an answer younger than it is", async () => {
    const clock = jest.spyOn(performance, "now").mockReturnValue(1_000)
    try {
      const shared = sharedCache()
      shared.entries.set("kintsugi:estimate:austin", {
        answer: answer(),
        askedAt: Date.now() - FIVE_MINUTES + 60_000,
      })
      const cache = createEstimateCache(shared)
      await expect(cache.get("austin", nobody)).resolves.toEqual(answer())
      await settled()
      clock.mockReturnValue(1_000 + 60_001)
      shared.entries.clear()
      await expect(cache.get("austin", asking("1.80"))).resolves.toEqual(
        answer("1.80")
      )
    } finally {
      clock.mockRestore()
    }
  })

  it("is asked about each key alone", async () => {
    const shared = sharedCache()
    await createEstimateCache(shared).get("austin", asking())
    await settled()
    const other = createEstimateCache(shared)
    await expect(other.get("tulsa", asking("1.80"))).resolves.toEqual(
      answer("1.80")
    )
  })

  it("is asked once by an instance", async () => {
    const shared = sharedCache()
    const cache = createEstimateCache(shared)
    const ask = asking()
    await Promise.all([cache.get("austin", ask), cache.get("austin", ask)])
    await cache.get("austin", ask)
    expect(shared.read).toEqual(["kintsugi:estimate:austin"])
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it("is not given a failure", async () => {
    const shared = sharedCache()
    const cache = createEstimateCache(shared)
    await expect(
      cache.get("austin", () => Promise.reject(notConnected("ECONNREFUSED")))
    ).rejects.toMatchObject({ code: "unavailable" })
    await settled()
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
  ])("is not believed when it has %s", async (_, nonsense) => {
    const shared = sharedCache()
    shared.entries.set("kintsugi:estimate:austin", nonsense)
    const ask = asking()
    const cache = createEstimateCache(shared)
    await expect(cache.get("austin", ask)).resolves.toEqual(answer())
    expect(ask).toHaveBeenCalledTimes(1)
    await settled()
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
  ])("is done without when it %s", async (_, fault) => {
    const cache = createEstimateCache({ ...sharedCache(), ...fault })
    const ask = asking()
    await expect(cache.get("austin", ask)).resolves.toEqual(answer())
    await expect(cache.get("austin", ask)).resolves.toEqual(answer())
    await settled()
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it("is not waited for when it is written", async () => {
    const shared = {
      ...sharedCache(),
      set: () => new Promise<void>(() => undefined),
    }
    const cache = createEstimateCache(shared)
    await expect(cache.get("austin", asking())).resolves.toEqual(answer())
  })
})
