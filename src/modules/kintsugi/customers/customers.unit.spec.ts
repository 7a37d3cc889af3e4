import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ExemptionRecord } from "../../../tax/customer/exemptions"
import { createCustomers } from "./customers"
import type { ExemptionRow } from "./stored-exemptions"

const IN_TEXAS = {
  organizationId: "orgn_1",
  country: "US",
  state: "TX",
  from: "2026-01-01",
}
const EVERYWHERE = {
  organizationId: "orgn_1",
  from: "2026-02-01",
  to: "2026-12-31",
}

const KEPT = {
  type: "wholesale",
  status: "ACTIVE",
  hasNumber: true,
  hasCertificate: false,
}
const TEXAS: ExemptionRecord = { ...IN_TEXAS, ...KEPT, id: "exmp_1" }
const ANYWHERE: ExemptionRecord = { ...EVERYWHERE, ...KEPT, id: "exmp_2" }

type Row = ExemptionRow & { id: string; customer_id: string }

/** The stored exemptions of one customer, and how often data became stale. */
const customersWith = ({ exemptGuests = false, isSignedIn = false } = {}) => {
  const state = { rows: [] as Row[], created: 0, invalidated: 0, recorded: 0 }
  const tables = {
    listKintsugiExemptions: async ({ status }: { status?: string }) =>
      state.rows.filter((row) => !status || row.status === status),
    updateKintsugiExemptions: async (rows: Row[]) => {
      state.rows = state.rows.map((row) => ({
        ...row,
        ...rows.find(({ id }) => id === row.id),
      }))
    },
    deleteKintsugiExemptions: async (ids: string[]) => {
      state.rows = state.rows.filter(({ id }) => !ids.includes(id))
    },
    createKintsugiExemptions: async (rows: Omit<Row, "id">[]) => {
      state.rows.push(
        ...rows.map((row) => ({ ...row, id: `row_${++state.created}` }))
      )
    },
    listKintsugiCustomers: async () => [
      { exempted_at: "2026-01-02T00:00:00.000Z" },
      { exempted_at: "2026-01-01T00:00:00.000Z" },
    ],
    listKintsugiTaxIds: async () => [
      { country_code: "DE", number: "DE1" },
      { country_code: "??", number: "1" },
    ],
    listKintsugiExemptGroups: async () => [
      {
        customer_group_id: "cusgroup_1",
        reason: "Public school",
        country_code: "US",
        state_codes: ["TX"],
        end_date: null,
      },
    ],
  }
  const customers = createCustomers({
    knex: {
      raw: async () => {
        state.recorded++
        return { rows: [] }
      },
    } as unknown as Knex,
    tables: tables as never,
    saved: {
      last: async () => ({
        settings: undefined,
        customersVersion: `version ${state.recorded}`,
        moments: {},
      }),
      invalidate: () => {
        state.invalidated++
      },
    },
    signedInCarts: { has: async () => isSignedIn },
    exemptGuests,
  })
  return { customers, state }
}

describe("createCustomers", () => {
  it("getTaxStatus returns all data that determines a customer's tax", async () => {
    const { customers } = customersWith()
    await customers.addExemptions("cus_1", "orgn_1", [ANYWHERE, TEXAS])
    await expect(
      customers.getTaxStatus("cus_1", ["cusgroup_1"])
    ).resolves.toEqual({
      id: "cus_1",
      exemptions: [IN_TEXAS, EVERYWHERE],
      taxIds: [{ country: "DE", number: "DE1" }],
      version: "2026-01-01T00:00:00.000Z,2026-01-02T00:00:00.000Z",
      groupExemptions: [
        { reason: "Public school", country: "US", states: ["TX"] },
      ],
    })
  })

  it("replaceExemptions stores what changed, with effect on every instance", async () => {
    const { customers, state } = customersWith()
    await customers.replaceExemptions("cus_1", "orgn_1", [TEXAS])
    await expect(customers.getTaxStatus("cus_1", [])).resolves.toMatchObject({
      exemptions: [IN_TEXAS],
    })
    await customers.replaceExemptions("cus_1", "orgn_1", [ANYWHERE])
    await expect(customers.getTaxStatus("cus_1", [])).resolves.toMatchObject({
      exemptions: [EVERYWHERE],
    })
    expect(state).toMatchObject({ created: 2, recorded: 2, invalidated: 2 })
  })

  it("replaceExemptions writes nothing if the same are stored in another order", async () => {
    const { customers, state } = customersWith()
    await customers.replaceExemptions("cus_1", "orgn_1", [TEXAS, ANYWHERE])
    await customers.replaceExemptions("cus_1", "orgn_1", [ANYWHERE, TEXAS])
    expect(state).toMatchObject({ created: 2, recorded: 1, invalidated: 1 })
  })

  it("addExemptions stores only those that are not stored yet", async () => {
    const { customers, state } = customersWith()
    await customers.addExemptions("cus_1", "orgn_1", [TEXAS])
    await customers.addExemptions("cus_1", "orgn_1", [TEXAS, ANYWHERE])
    await customers.addExemptions("cus_1", "orgn_1", [ANYWHERE])
    expect(state.rows).toHaveLength(2)
  })

  it("replaceExemptions stores an exemption once that an answer names twice", async () => {
    const { customers, state } = customersWith()
    await customers.replaceExemptions("cus_1", "orgn_1", [TEXAS, TEXAS])
    expect(state.rows).toHaveLength(1)
  })

  it("replaceExemptions keeps what has ended for the register, without effect", async () => {
    const { customers, state } = customersWith()
    await customers.replaceExemptions("cus_1", "orgn_1", [TEXAS])
    await customers.replaceExemptions("cus_1", "orgn_1", [
      { ...TEXAS, status: "EXPIRED" },
    ])
    expect(state.rows).toMatchObject([{ status: "EXPIRED" }])
    await expect(
      customers.getTaxStatus("cus_1", [])
    ).resolves.not.toHaveProperty("exemptions")
    expect(state).toMatchObject({ created: 1, recorded: 2 })
  })

  it("replaceExemptions stores the number of certificates and makes no cart stale", async () => {
    const { customers, state } = customersWith()
    await customers.replaceExemptions("cus_1", "orgn_1", [TEXAS])
    expect(state.rows).toMatchObject([{ certificates: null }])
    await customers.replaceExemptions(
      "cus_1",
      "orgn_1",
      [TEXAS],
      new Map([["exmp_1", 2]])
    )
    // Kintsugi was not asked again.
    await customers.replaceExemptions("cus_1", "orgn_1", [TEXAS])
    expect(state.rows).toMatchObject([{ certificates: 2 }])
    expect(state).toMatchObject({ created: 1, recorded: 1 })
  })

  it.each([
    ["a signed-in customer", { isSignedIn: true }, "cus_1", true],
    ["a guest", {}, "cus_1", false],
    ["a guest, with exemptGuests", { exemptGuests: true }, "cus_1", true],
    ["nobody, with exemptGuests", { exemptGuests: true }, undefined, false],
  ])("isTrusted decides for %s", async (_, state, customerId, isTrusted) => {
    const { customers } = customersWith(state)
    await expect(customers.isTrusted("cart_1", customerId)).resolves.toBe(
      isTrusted
    )
  })
})
