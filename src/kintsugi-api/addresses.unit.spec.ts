import { bodyRefusals } from "../../integration-tests/sandbox/contract/schema-check"
import { type AddressSearch, addressMethods } from "./addresses"
import type { Transport, TransportRequest } from "./transport"

const AUSTIN: AddressSearch = {
  street_1: "1100 Congress Ave",
  street_2: "Room 1E.8",
  city: "Austin",
  state: "TX",
  postal_code: "78701",
  country: "US",
}

const answeredWith = (answer: unknown) => {
  const sent: TransportRequest<unknown>[] = []
  const transport: Transport = {
    request: async (request) => {
      sent.push(request)
      return request.schema.parse(answer)
    },
  }
  return { addresses: addressMethods(transport), sent }
}

describe("searchAddress", () => {
  it("posts a body that the contract accepts", async () => {
    const { addresses, sent } = answeredWith([])
    await addresses.searchAddress(AUSTIN, { deadline: 17 })
    expect(sent).toMatchObject([
      {
        method: "POST",
        path: "/v1/address_validation/search",
        body: AUSTIN,
        deadline: 17,
      },
    ])
    expect(bodyRefusals("AddressBase", sent[0]?.body)).toEqual([])
  })

  it("reads the fields of the answer that are used", async () => {
    const { addresses } = answeredWith([
      {
        address_submitted: AUSTIN,
        response_address: {
          street_1: "1100 CONGRESS AVE",
          street_2: null,
          city: "AUSTIN",
          county: "TRAVIS",
          state: "TX",
          postal_code: "78701-2199",
          country: "US",
          full_address: "",
        },
        verification_status: "VERIFIED",
        enrich_fields: ["county"],
      },
      { verification_status: null, response_address: null },
    ])
    await expect(
      addresses.searchAddress(AUSTIN, { deadline: 17 })
    ).resolves.toEqual([
      {
        verification_status: "VERIFIED",
        response_address: {
          street_1: "1100 CONGRESS AVE",
          city: "AUSTIN",
          county: "TRAVIS",
          state: "TX",
          postal_code: "78701-2199",
          country: "US",
        },
      },
      {},
    ])
  })

  it.each([{ items: [] }, [{ verification_status: 1 }], null])(
    "rejects the answer %j",
    async (answer) => {
      const { addresses } = answeredWith(answer)
      await expect(
        addresses.searchAddress(AUSTIN, { deadline: 17 })
      ).rejects.toThrow()
    }
  )
})
