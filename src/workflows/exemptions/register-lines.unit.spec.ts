import type { RegisteredExemption } from "../../modules/kintsugi/queries/exemption-register"
import { toRegisterLines } from "./register-lines"

const TODAY = "2026-11-30"

const exemption = (
  fields: Partial<RegisteredExemption> = {}
): RegisteredExemption => {
  const end_date = fields.end_date ?? null
  return {
    id: "kinexm_1",
    customer_id: "cus_1",
    exemption_id: "exmp_1",
    exemption_type: "wholesale",
    country_code: "US",
    state_code: "TX",
    start_date: "2026-01-01",
    end_date,
    ends_on: end_date ?? "9999-12-31",
    status: "ACTIVE",
    has_number: true,
    certificates: 1,
    ...fields,
  }
}

const lineOf = (...fields: Partial<RegisteredExemption>[]) => {
  const lines = toRegisterLines(fields.map(exemption), TODAY)
  expect(lines).toHaveLength(1)
  return lines[0]!
}

describe("toRegisterLines", () => {
  it("exemptions that differ only in their state are one line", () => {
    expect(
      lineOf(
        { state_code: "TX", end_date: "2026-12-31" },
        { state_code: "CA", end_date: "2026-12-31" }
      )
    ).toEqual({
      customer_id: "cus_1",
      exemption_type: "wholesale",
      country_code: "US",
      states: ["CA", "TX"],
      start_date: "2026-01-01",
      end_date: "2026-12-31",
      state: "in_effect",
      days_left: 31,
      certificate: "all",
      states_without_certificate: [],
      missing: [],
    })
  })

  it.each([
    ["customers", { customer_id: "cus_2" }],
    ["kinds", { exemption_type: "customer" }],
    ["periods", { end_date: "2026-12-31" }],
    ["countries", { country_code: "CA", state_code: "QC" }],
    ["statuses", { status: "DEACTIVATED" }],
    ["a state and the whole country", { state_code: null }],
  ])("different %s are different lines", (_, fields) => {
    expect(
      toRegisterLines([exemption(), exemption(fields)], TODAY)
    ).toHaveLength(2)
  })

  it.each([
    [{ end_date: "2026-11-30" }, "in_effect", 0],
    [{ end_date: "2026-11-29" }, "ended", null],
    [{ status: "EXPIRED" }, "ended", null],
    [{ status: "DEACTIVATED" }, "inactive", null],
    [{ start_date: "2026-12-01", end_date: "2027-11-30" }, "to_come", 365],
    [{}, "in_effect", null],
  ])("%j is %s, with %j days left", (fields, state, daysLeft) => {
    expect(lineOf(fields)).toMatchObject({ state, days_left: daysLeft })
  })

  it("a line says where a certificate is missing", () => {
    expect(
      lineOf({ certificates: 1 }, { state_code: "CA", certificates: 0 })
    ).toMatchObject({
      certificate: "some",
      states_without_certificate: ["CA"],
      missing: ["certificate"],
    })
    expect(lineOf({ certificates: 0 })).toMatchObject({
      certificate: "none",
      states_without_certificate: [],
      missing: ["certificate"],
    })
  })

  it("a line does not call missing what is not known", () => {
    expect(lineOf({ certificates: null, has_number: null })).toMatchObject({
      certificate: "unknown",
      missing: [],
    })
  })

  it("a line says that the number is missing", () => {
    expect(lineOf({ has_number: false })).toMatchObject({ missing: ["number"] })
  })

  it("nothing is missing from what no longer counts", () => {
    expect(
      lineOf({ end_date: "2026-11-29", certificates: 0, has_number: false })
    ).toMatchObject({ certificate: "none", missing: [] })
  })
})
