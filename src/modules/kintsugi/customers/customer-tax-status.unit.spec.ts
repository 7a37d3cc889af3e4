import { createCustomerTaxStatuses } from "./customer-tax-status"

const createStatuses = () => {
  const groups = new Map([
    ["cusgroup_b", { reason: "Foreign mission" }],
    ["cusgroup_a", { reason: "Public school" }],
  ])
  const state = { version: "2026-11-26 01:00:00.000001+00" }
  const read = {
    version: async () => state.version,
    customer: jest.fn(async (id: string) => ({ version: `of ${id}` })),
    exemptGroups: jest.fn(async () => groups),
  }
  return { groups, state, read, statuses: createCustomerTaxStatuses(read) }
}

describe("createCustomerTaxStatuses", () => {
  it("returns a customer's data and the exemptions of the customer's groups", async () => {
    const { statuses } = createStatuses()
    await expect(statuses.get("cus_1", ["cusgroup_c"])).resolves.toEqual({
      id: "cus_1",
      version: "of cus_1",
    })
    await expect(
      statuses.get("cus_1", ["cusgroup_b", "cusgroup_a"])
    ).resolves.toMatchObject({
      groupExemptions: [
        { reason: "Public school" },
        { reason: "Foreign mission" },
      ],
    })
  })

  it("reads a customer once for simultaneous calls", async () => {
    const { statuses, read } = createStatuses()
    const asked = () => statuses.get("cus_1", ["cusgroup_a"])
    await Promise.all([asked(), asked()])
    expect(read.customer).toHaveBeenCalledTimes(1)
    expect(read.exemptGroups).toHaveBeenCalledTimes(1)
  })

  it("reads a customer once as long as the version stays the same", async () => {
    const { statuses, read } = createStatuses()
    await statuses.get("cus_1", ["cusgroup_a"])
    await statuses.get("cus_1", ["cusgroup_b"])
    expect(read.customer).toHaveBeenCalledTimes(1)
    expect(read.exemptGroups).toHaveBeenCalledTimes(1)
    await statuses.get("cus_2", ["cusgroup_a"])
    expect(read.customer).toHaveBeenLastCalledWith("cus_2")
  })

  it("uses a change of a group or customer at once when the version changes", async () => {
    const { statuses, read, groups, state } = createStatuses()
    await statuses.get("cus_1", ["cusgroup_a"])
    groups.delete("cusgroup_a")
    read.customer.mockResolvedValue({ version: "exempt since" })
    state.version = "2026-11-26 01:00:00.000002+00"
    const status = await statuses.get("cus_1", ["cusgroup_a"])
    expect(status).toEqual({ id: "cus_1", version: "exempt since" })
  })

  it("hasExemptGroups is true only while any group is exempt", async () => {
    const { statuses, read, groups, state } = createStatuses()
    await expect(statuses.hasExemptGroups()).resolves.toBe(true)
    groups.clear()
    state.version = "2026-11-26 01:00:00.000002+00"
    await expect(statuses.hasExemptGroups()).resolves.toBe(false)
    await statuses.hasExemptGroups()
    expect(read.exemptGroups).toHaveBeenCalledTimes(2)
  })

  it("reads no groups for a customer who is in none", async () => {
    const { statuses, read } = createStatuses()
    await statuses.get("cus_1", [])
    expect(read.exemptGroups).not.toHaveBeenCalled()
  })
})
