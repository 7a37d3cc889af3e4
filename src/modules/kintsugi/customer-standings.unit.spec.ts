import { createCustomerStandings } from "./customer-standings"

const standings = () => {
  const groups = new Map([
    ["cusgroup_b", "Foreign mission"],
    ["cusgroup_a", "Public school"],
  ])
  const read = {
    customer: jest.fn(async (id: string) => ({ version: `of ${id}` })),
    exemptGroups: jest.fn(async () => groups),
  }
  return { groups, read, of: createCustomerStandings(read) }
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

  it("follows at once what another instance says of a group", async () => {
    const { of, groups } = standings()
    await of.of("cus_1", ["cusgroup_a"])
    groups.delete("cusgroup_a")
    await expect(of.of("cus_1", ["cusgroup_a"])).resolves.not.toHaveProperty(
      "exemptBecause"
    )
  })

  it("asks for no groups where the customer is in none", async () => {
    const { of, read } = standings()
    await of.of("cus_1", [])
    expect(read.exemptGroups).not.toHaveBeenCalled()
  })

  it("is read again at once where it was changed here", async () => {
    const { of, read, groups } = standings()
    await of.of("cus_1", ["cusgroup_a"])
    groups.set("cusgroup_a", "Embassy")
    of.forgetGroups()
    of.forgetCustomer("cus_1")
    await expect(of.of("cus_1", ["cusgroup_a"])).resolves.toMatchObject({
      exemptBecause: "Embassy",
    })
    expect(read.customer).toHaveBeenCalledTimes(2)
  })
})
