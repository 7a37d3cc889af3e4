import type { NexusReading } from "../../src/modules/kintsugi/lookups/nexus"
import { CREDENTIALS, settingsOf } from "./settings"
import { describeStore } from "./store"

const PATH = "/admin/kintsugi/collection"

type Answer = Omit<NexusReading, "as_of"> & { as_of: string | null }

describeStore(
  "collection",
  { configured: false, options: { retries: 0 } },
  (store) => {
    const merchant = settingsOf(store)
    const read = () => merchant.call<Answer>("GET", PATH)
    const down = (endpoint: string) =>
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint,
        times: Infinity,
      })
    /** No answer is cached for a new organization. */
    let organizations = 0
    const connect = async () => {
      const organizationId = `orgn_${++organizations}`
      store.sandbox.setAccess({ organizationId })
      await merchant.save({ ...CREDENTIALS, organization_id: organizationId })
    }

    afterEach(() => merchant.remove())

    it("the collection route requires a signed-in admin", async () => {
      const { status } = await store.api.get(PATH, {
        validateStatus: () => true,
      })
      expect(status).toBe(401)
    })

    it("the collection route reports that Kintsugi is not configured", async () => {
      await expect(read()).resolves.toEqual({
        collection: null,
        as_of: null,
        problem:
          "Kintsugi is not configured: apiKey and organizationId not set.",
      })
    })

    it("the collection route lists every state and other place from both of Kintsugi's lists", async () => {
      store.sandbox.setRegistrations(["US-TX", "EU"])
      store.sandbox.setOtherRegistrations([
        { place: "US-NY", status: "PROCESSING" },
      ])
      store.sandbox.setNexus([
        {
          place: "US-FL",
          status: "APPROACHING",
          transactions_amount: "81234.50",
          transaction_count: 120,
        },
        { place: "US-GA", status: "EXPOSED", transactions_amount: "130000.00" },
      ])
      await connect()

      const { collection, as_of, problem } = await read()
      expect(problem).toBeNull()
      expect(Math.abs(Date.now() - Date.parse(String(as_of)))).toBeLessThan(
        60_000
      )
      expect(collection?.states).toHaveLength(51)
      const states = collection?.states.filter(
        ({ status }) => status !== "none"
      )
      expect(states?.map(({ name, status }) => [name, status])).toEqual([
        ["Florida", "near"],
        ["Georgia", "met"],
        ["New York", "registering"],
        ["Texas", "registered"],
      ])
      expect(states?.[0]).toEqual({
        country_code: "us",
        state_code: "FL",
        name: "Florida",
        status: "near",
        other: null,
        registration: null,
        nexus: {
          status: "APPROACHING",
          is_physical: false,
          met_on: null,
          sales: { value: "81234.50", threshold: "100000", share: 0.812345 },
          transactions: { value: "120", threshold: "200", share: 0.6 },
          counts: "EITHER",
          currency: "USD",
          period_start: "2025-01-01",
          period_end: "2025-12-31",
        },
      })
      expect(states?.[3]?.registration).toEqual({
        status: "REGISTERED",
        since: "2024-01-01",
        filing_frequency: "MONTHLY",
      })
      expect(
        collection?.elsewhere.map(({ name, status }) => [name, status])
      ).toEqual([["European Union", "registered"]])
    })

    it("the collection route reads all pages and passes on no credentials", async () => {
      await connect()
      const answer = await read()
      expect(
        answer.collection?.states.every(({ status }) => status === "registered")
      ).toBe(true)
      expect(answer.collection?.elsewhere).toHaveLength(13 + 1 + 4)
      expect(JSON.stringify(answer)).not.toMatch(
        /gAAAAA|merchant@example|tax@example|TO-US/
      )
    })

    it("the collection route caches Kintsugi's answer for some minutes", async () => {
      await connect()
      const first = await read()
      store.sandbox.clearRequests()
      down("GET /v1/registrations")
      await expect(read()).resolves.toEqual(first)
      expect(store.sandbox.requests()).toEqual([])
    })

    it("the collection route reports a failed request and recovers", async () => {
      await connect()
      down("GET /v1/nexus")
      await expect(read()).resolves.toEqual({
        collection: null,
        as_of: null,
        problem: expect.stringMatching(
          /^Kintsugi could not be queried: Kintsugi answered 503/
        ),
      })
      store.sandbox.clearFaults()
      await expect(read()).resolves.toMatchObject({ problem: null })
    })

    it("the collection route returns the last answer with its time while Kintsugi is down", async () => {
      await connect()
      const first = await read()
      down("GET /v1/registrations")
      const now = Date.now()
      const later = jest.spyOn(Date, "now").mockReturnValue(now + 6 * 60_000)
      const answer = await read().finally(() => later.mockRestore())
      expect(answer).toEqual({
        ...first,
        problem: expect.stringContaining("Kintsugi answered 503"),
      })
    })
  }
)
