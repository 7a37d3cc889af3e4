import Ajv from "ajv"
import addFormats from "ajv-formats"
import { call } from "./caller"
import contract from "./contract/contract.json"
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

  it("verifies an address and gives its ZIP code four more digits", async () => {
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

  it("leaves a ZIP code as it is that has them", async () => {
    const [found] = await search({ ...AUSTIN, postal_code: "78701-0001" })
    expect(found).toMatchObject({
      verification_status: "VERIFIED",
      response_address: { postal_code: "78701-0001" },
      enrich_fields: [],
    })
  })

  it.each<[string, object, object]>([
    ["no street", { street_1: undefined }, { street_1: "" }],
    ["a city by another name", { city: "Ostin" }, { city: "AUSTIN" }],
    ["a state of elsewhere", { state: "OK" }, { state: "TX" }],
    ["no state", { state: "" }, { state: "TX" }],
  ])("verifies one with %s in part", async (_, sent, found) => {
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
    ["a ZIP code in nobody's use", { postal_code: "21300" }],
    ["a ZIP code that is none", { postal_code: "7870" }],
    ["no ZIP code", { postal_code: undefined }],
    ["a state that is none", { state: "ZZ" }],
  ])("calls one with %s invalid", async (_, sent) => {
    const answers = await search({ ...AUSTIN, ...sent })
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({
      verification_status: "INVALID",
      response_address: { street_1: "1100 CONGRESS AVE" },
    })
  })

  it("knows the US only", async () => {
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

  it("calls an empty address blank", async () => {
    const answers = await search({ country: "US" })
    expect(answers.map((answer) => answer.verification_status)).toEqual([
      "BLANK",
    ])
  })

  it("has the contract's shape", async () => {
    const ajv = new Ajv({ strict: false })
    addFormats(ajv)
    ajv.addSchema({ $id: "contract", components: contract.components })
    const fits = ajv.compile({
      type: "array",
      items: { $ref: "contract#/components/schemas/AddressSearchResponse" },
    })
    fits(await search(AUSTIN))
    expect(fits.errors).toBeNull()
  })

  it.each<[string, object, unknown[]]>([
    ["an unknown field", { zip: "78701" }, ["body", "zip"]],
    ["a country that is none", { country: "usa" }, ["body", "country"]],
    ["a number", { postal_code: 78701 }, ["body", "postal_code"]],
  ])("422 for %s", async (_, sent, loc) => {
    expect(
      await call(sandbox, AT, { body: { ...AUSTIN, ...sent } })
    ).toMatchObject({ status: 422, body: { detail: [{ loc }] } })
  })

  it("401 without the key", async () => {
    expect(
      await call(sandbox, AT, { body: AUSTIN, headers: { "x-api-key": null } })
    ).toMatchObject({ status: 401 })
  })
})
