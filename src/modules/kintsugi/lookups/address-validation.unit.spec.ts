import { type AddressSearch, notConnected } from "../../../kintsugi-api"
import { createAddressLookup } from "./address-validation"

const AUSTIN: AddressSearch = {
  street_1: "1100 Congress Ave",
  city: "Austin",
  state: "TX",
  postal_code: "78701",
  country: "US",
}

const CALL = { deadline: 17 }

describe("createAddressLookup", () => {
  const kintsugi = () => {
    const searchAddress = jest.fn((address: AddressSearch) =>
      Promise.resolve([{ response_address: { city: address.city } }])
    )
    return {
      searchAddress,
      search: createAddressLookup({ searchAddress }),
    }
  }

  it("asks Kintsugi once about spellings of the same address", async () => {
    const { searchAddress, search } = kintsugi()
    const answers = await Promise.all([
      search(AUSTIN, CALL),
      search({ ...AUSTIN, city: " AUSTIN " }, CALL),
    ])
    expect(answers).toEqual(
      Array(2).fill([{ response_address: { city: "Austin" } }])
    )
    await search({ ...AUSTIN, street_1: "1100  congress ave" }, CALL)
    expect(searchAddress.mock.calls).toEqual([[AUSTIN, CALL]])
  })

  it("distinguishes different addresses", async () => {
    const { searchAddress, search } = kintsugi()
    for (const address of [
      AUSTIN,
      { ...AUSTIN, street_2: "Apt 1" },
      { ...AUSTIN, street_1: "1100 Congress Ave Apt 1" },
      { ...AUSTIN, postal_code: "78702" },
      { ...AUSTIN, state: "OK" },
      { ...AUSTIN, city: undefined },
    ]) {
      await search(address, CALL)
    }
    expect(searchAddress).toHaveBeenCalledTimes(6)
  })

  it("does not remember a failure", async () => {
    const { searchAddress, search } = kintsugi()
    searchAddress.mockRejectedValueOnce(notConnected("ECONNRESET"))
    await expect(search(AUSTIN, CALL)).rejects.toMatchObject({
      code: "unavailable",
    })
    await expect(search(AUSTIN, CALL)).resolves.toHaveLength(1)
  })

  it("remembers the latest thousand addresses", async () => {
    const { searchAddress, search } = kintsugi()
    for (let house = 0; house <= 1_000; house++) {
      await search({ ...AUSTIN, street_1: `${house} Congress Ave` }, CALL)
    }
    await search({ ...AUSTIN, street_1: "1000 Congress Ave" }, CALL)
    expect(searchAddress).toHaveBeenCalledTimes(1_001)
    await search({ ...AUSTIN, street_1: "0 Congress Ave" }, CALL)
    expect(searchAddress).toHaveBeenCalledTimes(1_002)
  })
})
