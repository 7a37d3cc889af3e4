import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { ValidatedAddress } from "../../src/tax/address/validated-address"
import { everyTable } from "./settings"
import { type Store, describeStore } from "./store"

const PATH = "/store/kintsugi/address-validation"
const SEARCH = "/v1/address_validation/search"
const PER_MINUTE = 5

const AUSTIN = {
  address_1: "1100 Congress Ave",
  address_2: "Room 1E.8",
  city: "Austin",
  province: "Texas",
  postal_code: "78701",
  country_code: "us",
}

let clients = 0

/** A shopper with their own IP address, as a proxy would report it. */
const clientOf = (store: Store) => {
  const client = ++clients
  const ip = `203.0.${113 + (client >> 8)}.${client & 255}`
  const post = async (
    body: unknown,
    headers: Record<string, string> = {
      "x-publishable-api-key": store.shop.publishableKey,
    }
  ) => {
    const {
      status,
      data,
      headers: responseHeaders,
    } = await store.api.request({
      method: "POST",
      url: PATH,
      data: body,
      headers: { "x-forwarded-for": ip, ...headers },
      validateStatus: () => true,
    })
    return { status, data, headers: responseHeaders }
  }
  return {
    post,
    validate: async (body: object) => {
      const { status, data } = await post(body)
      expect({ status, data }).toMatchObject({ status: 200 })
      return data as ValidatedAddress
    },
  }
}

describeStore(
  "address validation",
  {
    options: {
      addressValidationsPerMinute: PER_MINUTE,
      timeoutMs: 1_000,
      deadlineMs: 2_000,
      retries: 1,
    },
  },
  (store) => {
    const searches = () => store.sandbox.requests({ path: SEARCH }).length
    /** Makes addresses that no earlier test has validated. */
    let houses = 0
    const newAddress = () => ({
      ...AUSTIN,
      address_1: `${1100 + ++houses} Congress Ave`,
    })

    it("an existing address is verified and completed", async () => {
      await expect(clientOf(store).validate(AUSTIN)).resolves.toEqual({
        status: "verified",
        address: { ...AUSTIN, postal_code: "78701-2661" },
        suggestions: [],
        changed_fields: ["postal_code"],
      })
      expect(store.sandbox.requests({ path: SEARCH })).toMatchObject([
        {
          body: {
            street_1: "1100 Congress Ave",
            street_2: "Room 1E.8",
            city: "Austin",
            state: "TX",
            postal_code: "78701",
            country: "US",
          },
          status: 200,
        },
      ])
    })

    it("a misspelled address gets a suggestion", async () => {
      const sent = { ...AUSTIN, city: "Ostin", province: "us-ok" }
      await expect(clientOf(store).validate(sent)).resolves.toEqual({
        status: "partially_verified",
        address: sent,
        suggestions: [{ ...sent, city: "AUSTIN", province: "TX" }],
        changed_fields: ["city", "province"],
      })
    })

    it.each([
      ["a nonexistent ZIP code", { postal_code: "00000" }, "invalid", 1],
      ["a nonexistent state", { province: "Bavaria" }, "invalid", 0],
      [
        "another country",
        { country_code: "DE", province: null, postal_code: "10117" },
        "not_checked",
        0,
      ],
      [
        "a country without postal codes",
        { country_code: "hk", province: undefined, postal_code: undefined },
        "not_checked",
        0,
      ],
    ])("%s gives the expected status", async (_, fields, status, asked) => {
      const answer = await clientOf(store).validate({ ...AUSTIN, ...fields })
      expect(answer).toMatchObject({
        status,
        suggestions: [],
        changed_fields: [],
      })
      expect(answer.address.country_code).toMatch(/^[a-z]{2}$/)
      expect(searches()).toBe(asked)
    })

    it("Kintsugi is asked once about the same address", async () => {
      const address = newAddress()
      const shopper = clientOf(store)
      const answers = await Promise.all([
        shopper.validate(address),
        shopper.validate(address),
        clientOf(store).validate({
          ...address,
          address_1: ` ${address.address_1.toUpperCase()} `,
        }),
      ])
      expect(answers.map(({ status }) => status)).toEqual(
        Array(3).fill("verified")
      )
      expect(answers[2]?.address.address_1).toBe(
        address.address_1.toUpperCase()
      )
      await shopper.validate(address)
      expect(searches()).toBe(1)
    })

    it.each([
      ["down", { kind: "status", status: 503 } as const],
      ["silent", { kind: "hang" } as const],
      ["answering with HTML", { kind: "body", body: "<html>" } as const],
      ["refusing the key", { kind: "status", status: 401 } as const],
    ])("validation never blocks while Kintsugi is %s", async (_, fault) => {
      const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
      const warn = jest.spyOn(logger, "warn")
      const address = newAddress()
      const shopper = clientOf(store)
      store.sandbox.fail({ ...fault, times: Infinity })
      const start = Date.now()

      await expect(shopper.validate(address)).resolves.toEqual({
        status: "unavailable",
        address,
        suggestions: [],
        changed_fields: [],
      })
      expect(Date.now() - start).toBeLessThan(5_000)
      const said = JSON.stringify(warn.mock.calls)
      warn.mockRestore()
      expect(said).toContain("An address could not be validated")
      expect(said).not.toContain("Congress")
      expect(said).not.toContain("78701")

      store.sandbox.clearFaults()
      await expect(shopper.validate(address)).resolves.toMatchObject({
        status: "verified",
      })
    })

    it("an address that Kintsugi answers with a 422 is unverifiable", async () => {
      store.sandbox.fail({ kind: "status", status: 422 })
      await expect(
        clientOf(store).validate(newAddress())
      ).resolves.toMatchObject({
        status: "unverifiable",
      })
    })

    it("a client over the limit per minute gets a 429 with a retry-after header", async () => {
      const shopper = clientOf(store)
      for (let count = 0; count < PER_MINUTE; count++) {
        await shopper.validate(AUSTIN)
      }
      const refused = await shopper.post(AUSTIN)
      expect(refused).toMatchObject({
        status: 429,
        data: {
          type: "too_many_requests",
          code: "kintsugi_too_many_requests",
          message:
            "Too many addresses were checked. Please try again in a minute.",
        },
      })
      const retryAfter = Number(refused.headers["retry-after"])
      expect(retryAfter).toBeGreaterThan(0)
      expect(retryAfter).toBeLessThanOrEqual(60)

      await clientOf(store).validate(AUSTIN)
    })

    it("address validation requires a publishable key", async () => {
      await expect(clientOf(store).post(AUSTIN, {})).resolves.toMatchObject({
        status: 400,
        data: { message: expect.stringContaining("Publishable API key") },
      })
      await expect(
        clientOf(store).post(AUSTIN, { "x-publishable-api-key": "pk_wrong" })
      ).resolves.toMatchObject({ status: 400 })
      expect(searches()).toBe(0)
    })

    it.each<[string, object, string]>([
      ["no street", { address_1: undefined }, "address_1"],
      ["an empty street", { address_1: "  " }, "address_1"],
      ["no city", { city: undefined }, "city"],
      ["no state", { province: undefined }, "province"],
      ["no ZIP code", { postal_code: "" }, "postal_code"],
      ["a country by name", { country_code: "United States" }, "country_code"],
      ["a megabyte", { city: "x".repeat(1_000_000) }, "city"],
      ["a control character", { city: "Aus\u0000tin" }, "city"],
      ["a line break", { address_1: "1 Main St\nBcc: x" }, "address_1"],
      ["HTML", { address_2: "<script>alert(1)</script>" }, "address_2"],
      ["SQL", { city: "'; DROP TABLE cart; --" }, "city"],
      ["a number", { postal_code: 78701 }, "postal_code"],
      ["a list", { address_1: ["1 Main St"] }, "address_1"],
      ["an object", { city: { $ne: null } }, "city"],
      ["an unknown field", { zip: "78701" }, "zip"],
    ])("a body with %s is refused by its field", async (_, fields, field) => {
      const { status, data } = await clientOf(store).post({
        ...AUSTIN,
        ...fields,
      })
      expect(status).toBe(400)
      expect(data.message).toContain(field)
      expect(data.message.length).toBeLessThan(500)
      expect(searches()).toBe(0)
    })

    it.each([
      ["incomplete JSON", '{"address_1": "1 Main'],
      ["a list", "[]"],
      ["null", "null"],
    ])("a request body of %s is refused", async (_, body) => {
      const { status } = await clientOf(store).post(body, {
        "x-publishable-api-key": store.shop.publishableKey,
        "content-type": "application/json",
      })
      expect(status).toBe(400)
      expect(searches()).toBe(0)
    })

    it("an address with punctuation and accents is accepted", async () => {
      await expect(
        clientOf(store).validate({
          address_1: "12 ½ O’Farrell's Ct. #5 (rear) c/o Jo-Ann & Sons",
          city: "Cañon City",
          province: "CO",
          postal_code: "81212",
          country_code: "US",
        })
      ).resolves.toMatchObject({ status: "verified" })
    })

    it("no table stores a validated address", async () => {
      const address = { ...newAddress(), address_2: "Suite Kept-By-Nobody" }
      await clientOf(store).validate(address)
      for (const [table, rows] of await everyTable(store)) {
        expect([table, rows.includes("Kept-By-Nobody")]).toEqual([table, false])
      }
    })

    it("clients whose forwarded address is not an IP address share one limit", async () => {
      const statuses: number[] = []
      for (let count = 0; count <= PER_MINUTE; count++) {
        const { status } = await clientOf(store).post(AUSTIN, {
          "x-publishable-api-key": store.shop.publishableKey,
          "x-forwarded-for": `client-${count}-${"x".repeat(1_000)}`,
        })
        statuses.push(status)
      }
      expect(statuses).toEqual([...Array(PER_MINUTE).fill(200), 429])
    })

    // Last: every request is refused for the rest of the minute.
    it("a client that forges a new IP address for each request is limited too", async () => {
      const ask = () => clientOf(store).post(AUSTIN)
      let answer = await ask()
      expect(answer.status).toBe(200)
      // The minute that all clients share began in an earlier test and may end.
      const enough = 2 * 20 * PER_MINUTE
      for (let asked = 0; answer.status === 200 && asked <= enough; asked++) {
        answer = await ask()
      }
      expect(answer.status).toBe(429)
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0)
    })
  }
)
