import { createCustomerStandings } from "./customer-standings"

const standings = () => {
  const groups = new Map([
    ["cusgroup_b", "Foreign mission"],
    ["cusgroup_a", "Public school"],
  ])
  const state = { version: "2026-11-26 01:00:00.000001+00" }
  const read = {
    version: async () => state.version,
    customer: jest.fn(async (id: string) => ({ version: `of ${id}` })),
    exemptGroups: jest.fn(async () => groups),
  }
  return { groups, state, read, of: createCustomerStandings(read) }
}

describe("what decides on a customer's tax beside the cart", () => {
  it("is on record, and is the reason of the first exempt group", async () => {
    const { of } = standings()
    await expect(of.of("cus_1", ["cusgroup_c"])).resolves.toEqual({
      id: "cus_1",
      version: "of cus_1",
    })
    await expect(
      of.of("cus_1", ["cusgroup_b", "cusgroup_a"])
    ).resolves.toMatchObject({ exemptBecause: "Public school" })
  })

  it("is read once for all who ask at the same time", async () => {
    const { of, read } = standings()
    const asked = () => of.of("cus_1", ["cusgroup_a"])
    await Promise.all([asked(), asked()])
    expect(read.customer).toHaveBeenCalledTimes(1)
    expect(read.exemptGroups).toHaveBeenCalledTimes(1)
  })

  it("is read once as long as nothing is changed", async () => {
    const { of, read } = standings()
    await of.of("cus_1", ["cusgroup_a"])
    await of.of("cus_1", ["cusgroup_b"])
    expect(read.customer).toHaveBeenCalledTimes(1)
    expect(read.exemptGroups).toHaveBeenCalledTimes(1)
    await of.of("cus_2", ["cusgroup_a"])
    expect(read.customer).toHaveBeenLastCalledWith("cus_2")
  })

  it("follows at once what any instance says of a group or a customer", async () => {
    const { of, read, groups, state } = standings()
    await of.of("cus_1", ["cusgroup_a"])
    groups.delete("cusgroup_a")
    read.customer.mockResolvedValue({ version: "exempt since" })
    state.version = "2026-11-26 01:00:00.000002+00"
    const standing = await of.of("cus_1", ["cusgroup_a"])
    expect(standing).toEqual({ id: "cus_1", version: "exempt since" })
  })

  it("may depend on groups where any is exempt, as of now", async () => {
    const { of, read, groups, state } = standings()
    await expect(of.hasExemptGroups()).resolves.toBe(true)
    groups.clear()
    state.version = "2026-11-26 01:00:00.000002+00"
    await expect(of.hasExemptGroups()).resolves.toBe(false)
    await of.hasExemptGroups()
    expect(read.exemptGroups).toHaveBeenCalledTimes(2)
  })

  it("asks for no groups where the customer is in none", async () => {
    const { of, read } = standings()
    await of.of("cus_1", [])
    expect(read.exemptGroups).not.toHaveBeenCalled()
  })
})
