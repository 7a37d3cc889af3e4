import Ajv from "ajv"
import addFormats from "ajv-formats"
import { call } from "./caller"
import { defaultContract } from "./contract/carried"
import { type Sandbox, startSandbox } from "./index"

const AT = "POST /v1/address_validation/search"

const AUSTIN = {
  street_1: "1100 Congress Ave",
  street_2: "Room 1E.8",
  city: "Austin",
  state: "TX",
  postal_code: "78701",
  country: "US",
}

describe(AT, () => {
  let sandbox: Sandbox
  const search = async (body: unknown) => {
    const { status, body: answer } = await call(sandbox, AT, { body })
    expect(status).toBe(200)
    return answer as {
      verification_status: string
      response_address: Record<string, string>
      enrich_fields: string[]
    }[]
  }

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  it("verifies an address and adds four digits to its ZIP code", async () => {
    expect(await search(AUSTIN)).toEqual([
      {
        address_submitted: { ...AUSTIN, county: "", full_address: "" },
        response_address: {
          street_1: "1100 CONGRESS AVE",
          street_2: "ROOM 1E.8",
          city: "AUSTIN",
          county: "",
          state: "TX",
          postal_code: "78701-2661",
          country: "US",
          full_address: "",
        },
        verification_status: "VERIFIED",
        enrich_fields: ["postal_code"],
      },
    ])
  })

  it("does not change a ZIP code that has nine digits", async () => {
    const [found] = await search({ ...AUSTIN, postal_code: "78701-0001" })
    expect(found).toMatchObject({
      verification_status: "VERIFIED",
      response_address: { postal_code: "78701-0001" },
      enrich_fields: [],
    })
  })

  it.each<[string, object, object]>([
    ["no street", { street_1: undefined }, { street_1: "" }],
    ["a misspelled city", { city: "Ostin" }, { city: "AUSTIN" }],
    ["a wrong state", { state: "OK" }, { state: "TX" }],
    ["no state", { state: "" }, { state: "TX" }],
  ])("partially verifies an address with %s", async (_, sent, found) => {
    const answers = await search({ ...AUSTIN, ...sent })
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({
      verification_status: "PARTIALLY_VERIFIED",
      response_address: { postal_code: "78701", ...found },
      enrich_fields: [],
    })
  })

  it("answers with each state that a ZIP code can be in", async () => {
    const answers = await search({
      ...AUSTIN,
      city: "Hagatna",
      postal_code: "96910",
    })
    expect(
      answers.map(({ response_address }) => response_address.state)
    ).toEqual(["GU", "MP"])
  })

  it.each<[string, object]>([
    ["a ZIP code that no place has", { postal_code: "00000" }],
    ["an unused ZIP code", { postal_code: "21300" }],
    ["a malformed ZIP code", { postal_code: "7870" }],
    ["no ZIP code", { postal_code: undefined }],
    ["an unknown state", { state: "ZZ" }],
  ])("an address with %s is invalid", async (_, sent) => {
    const answers = await search({ ...AUSTIN, ...sent })
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({
      verification_status: "INVALID",
      response_address: { street_1: "1100 CONGRESS AVE" },
    })
  })

  it("an address outside the US is unverifiable", async () => {
    const answers = await search({
      street_1: "Unter den Linden 77",
      city: "Berlin",
      postal_code: "10117",
      country: "DE",
    })
    expect(answers.map((answer) => answer.verification_status)).toEqual([
      "UNVERIFIABLE",
    ])
  })

  it("an empty address is blank", async () => {
    const answers = await search({ country: "US" })
    expect(answers.map((answer) => answer.verification_status)).toEqual([
      "BLANK",
    ])
  })

  it("the answer has the contract's shape", async () => {
    const ajv = new Ajv({ strict: false })
    addFormats(ajv)
    ajv.addSchema({
      $id: "contract",
      components: { schemas: defaultContract.schemas },
    })
    const fits = ajv.compile({
      type: "array",
      items: { $ref: "contract#/components/schemas/AddressSearchResponse" },
    })
    fits(await search(AUSTIN))
    expect(fits.errors).toBeNull()
  })

  it.each<[string, object, unknown[]]>([
    ["an unknown field", { zip: "78701" }, ["body", "zip"]],
    ["an unknown country", { country: "usa" }, ["body", "country"]],
    ["a number", { postal_code: 78701 }, ["body", "postal_code"]],
  ])("%s gets a 422", async (_, sent, loc) => {
    expect(
      await call(sandbox, AT, { body: { ...AUSTIN, ...sent } })
    ).toMatchObject({ status: 422, body: { detail: [{ loc }] } })
  })

  it("a request without the key gets a 401", async () => {
    expect(
      await call(sandbox, AT, { body: AUSTIN, headers: { "x-api-key": null } })
    ).toMatchObject({ status: 401 })
  })
})
