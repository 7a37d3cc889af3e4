import Ajv from "ajv"
import addFormats from "ajv-formats"
import { call } from "./caller"
import { defaultContract } from "./contract/carried"
import { type Sandbox, startSandbox } from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"

type Record = {
  country_code: string
  state_code: string
  state_name: string
  status: string
}

describe("registrations and nexus", () => {
  let sandbox: Sandbox
  const list = async (path: string) => {
    const { status, body } = await call(sandbox, `GET ${path}`)
    expect(status).toBe(200)
    return body as { items: Record[]; total: number; pages: number }
  }
  const places = ({ items }: { items: Record[] }) =>
    items.map(({ country_code, state_code, status }) =>
      [country_code, state_code, status].join(" ")
    )

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  it("registrations are listed and apply to estimates", async () => {
    sandbox.setRegistrations(["US-TX", "CA-ON", "EU"])

    expect(places(await list("/v1/registrations"))).toEqual([
      "US TX REGISTERED",
      "CA ON REGISTERED",
      "ZZ_EU  REGISTERED",
    ])
    for (const [place, registered] of [
      [PLACES.austin, true],
      [PLACES.losAngeles, false],
      [PLACES.berlin, true],
    ] as const) {
      const { body } = await call(sandbox, "POST /v1/tax/estimate", {
        body: sampleEstimate(place),
      })
      expect(body).toMatchObject({ has_active_registration: registered })
    }
  })

  it('"all" lists a registration for each place with a tax', async () => {
    const first = await list("/v1/registrations?size=50")
    expect(first).toMatchObject({ total: 51 + 13 + 1 + 4, pages: 2 })
    const second = await list("/v1/registrations?size=50&page=2")
    expect([...first.items, ...second.items]).toHaveLength(first.total)
    expect(
      first.items.find(({ state_code }) => state_code === "TX")
    ).toMatchObject({ country_code: "US", state_name: "Texas" })
  })

  it("other registrations are listed and cause no tax", async () => {
    sandbox.setRegistrations([])
    sandbox.setOtherRegistrations([{ place: "US-NY", status: "PROCESSING" }])

    expect(places(await list("/v1/registrations"))).toEqual([
      "US NY PROCESSING",
    ])
    const { body } = await call(sandbox, "POST /v1/tax/estimate", {
      body: sampleEstimate(PLACES.newYork),
    })
    expect(body).toMatchObject({ has_active_registration: false })
  })

  it("registrations are filtered by query", async () => {
    sandbox.setRegistrations(["US-TX", "CA-ON"])
    sandbox.setOtherRegistrations([{ place: "US-NY", status: "PROCESSING" }])

    for (const [query, found] of [
      ["status__in=PROCESSING,VALIDATING", ["US NY PROCESSING"]],
      ["state_code=TX", ["US TX REGISTERED"]],
      ["country_code__in=CA", ["CA ON REGISTERED"]],
      ["filing_frequency__in=QUARTERLY", []],
    ] as const) {
      expect(places(await list(`/v1/registrations?${query}`))).toEqual(found)
    }
  })

  it("nexus lists the registered places and those from setNexus", async () => {
    sandbox.setRegistrations(["US-TX", "EU"])
    sandbox.setNexus([
      {
        place: "US-FL",
        status: "APPROACHING",
        transactions_amount: "81234.50",
        transaction_count: 120,
      },
    ])

    // Without a filter, the contract omits the one-stop shop.
    expect(places(await list("/v1/nexus"))).toEqual([
      "US FL APPROACHING",
      "US TX REGISTERED",
    ])
    const all = await list("/v1/nexus?status__in=APPROACHING,OSS_REGISTERED")
    expect(places(all)).toEqual(["US FL APPROACHING", "ZZ_EU  OSS_REGISTERED"])
    expect(all.items[0]).toMatchObject({
      state_name: "Florida",
      threshold_sales: 100_000,
      threshold_transactions: 200,
      transactions_amount: "81234.50",
      transaction_count: 120,
      nexus_met: false,
      currency: "USD",
    })
  })

  it.each([
    ["/v1/registrations", "Page_RegistrationReadWithPassword_"],
    ["/v1/nexus", "Page_NexusResponse_"],
  ])("%s has the contract's shape", async (path, schema) => {
    sandbox.setNexus([{ place: "US-FL", status: "EXPOSED", physical: true }])
    const ajv = new Ajv({ strict: false })
    addFormats(ajv)
    ajv.addSchema({
      $id: "contract",
      components: {
        schemas: JSON.parse(
          JSON.stringify(defaultContract.schemas).replaceAll(
            '"format":"date-time"',
            // Dates in answers have no zone.
            '"format":"iso-date-time"'
          )
        ),
      },
    })
    const fits = ajv.compile({
      $ref: `contract#/components/schemas/${schema}`,
    })
    fits(await list(path))
    expect(fits.errors).toBeNull()
  })

  it("a query parameter outside the contract gets a 422", async () => {
    expect(await call(sandbox, "GET /v1/nexus?status=EXPOSED")).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["query", "status"] }] },
    })
    expect(await call(sandbox, "GET /v1/registrations?size=101")).toMatchObject(
      { status: 422, body: { detail: [{ loc: ["query", "size"] }] } }
    )
  })

  it("nexus and registrations are set over HTTP, and validated", async () => {
    expect(
      await call(sandbox, "PUT /_sandbox/nexus", {
        body: { nexus: [{ place: "US-GA", status: "EXPOSED" }] },
      })
    ).toMatchObject({ status: 204 })
    expect(
      await call(sandbox, "PUT /_sandbox/other-registrations", {
        body: { registrations: [{ place: "US-NY", status: "VALIDATING" }] },
      })
    ).toMatchObject({ status: 204 })
    expect(places(await list("/v1/nexus?state_code=GA"))).toEqual([
      "US GA EXPOSED",
    ])
    expect(places(await list("/v1/registrations?state_code=NY"))).toEqual([
      "US NY REGISTERED",
      "US NY VALIDATING",
    ])

    expect(
      await call(sandbox, "PUT /_sandbox/nexus", {
        body: { nexus: [{ place: "Georgia", status: "EXPOSED" }] },
      })
    ).toMatchObject({ status: 400 })
    expect(
      await call(sandbox, "PUT /_sandbox/other-registrations", {
        body: { registrations: [{ place: "US-NY", status: "REGISTERED" }] },
      })
    ).toMatchObject({ status: 400 })
  })
})
