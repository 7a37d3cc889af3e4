import { adviseOption, changesIn, toConfigLines } from "./option-advice"

describe("advice on options", () => {
  it("knows which ones the Admin has", () => {
    expect(
      adviseOption("sync.refundsAs", "negative_sale", "credit_note")
    ).toEqual({
      option: "sync.refundsAs",
      value: "negative_sale",
      current: "credit_note",
      field: null,
    })
    expect(adviseOption("default_category", "Physical", "Goods")).toEqual({
      option: "defaultCategory",
      value: "Physical",
      current: "Goods",
      field: "default_category",
    })
  })

  it("leaves out what is so already", () => {
    const change = adviseOption("sync.totalsIncludeTax", true, false)
    expect(
      changesIn([
        change,
        adviseOption("sync.refundsAs", "credit_note", "credit_note"),
      ])
    ).toEqual([change])
  })

  it("becomes lines for medusa-config, in one group", () => {
    expect(
      toConfigLines([
        adviseOption("sync.totalsIncludeTax", true, false),
        adviseOption("sync.refundsAs", "negative_sale", "credit_note"),
      ])
    ).toBe(
      'sync: {\n  totalsIncludeTax: true,\n  refundsAs: "negative_sale",\n},'
    )
  })
})
