import { linesToRefresh } from "./refresh-order-change-tax"

const KINTSUGIS = [{ provider_id: "tp_kintsugi_kintsugi" }]
const MEDUSAS = [{ provider_id: "tp_system" }]

const preview = (rest: object = {}) => ({
  order_change: { id: "ordch_01" },
  items: [
    { id: "ordli_sold", tax_lines: KINTSUGIS },
    {
      id: "ordli_more_of_it",
      actions: [{ action: "ITEM_UPDATE" }],
      tax_lines: KINTSUGIS,
    },
    {
      id: "ordli_added",
      actions: [{ action: "ITEM_ADD" }, { action: "ITEM_UPDATE" }],
      tax_lines: KINTSUGIS,
    },
    {
      id: "ordli_elsewhere",
      actions: [{ action: "ITEM_ADD" }],
      tax_lines: MEDUSAS,
    },
    { id: "ordli_untaxed", actions: [{ action: "ITEM_ADD" }], tax_lines: [] },
  ],
  shipping_methods: [
    { id: "ordsm_sold", tax_lines: KINTSUGIS },
    {
      id: "ordsm_added",
      actions: [{ action: "SHIPPING_ADD" }],
      tax_lines: KINTSUGIS,
    },
  ],
  ...rest,
})

describe("linesToRefresh", () => {
  it("returns the lines that a pending change adds to an order", () => {
    expect(linesToRefresh(preview())).toEqual({
      item_ids: ["ordli_added"],
      shipping_method_ids: ["ordsm_added"],
    })
  })

  it("returns all lines of a draft that Kintsugi taxes", () => {
    expect(linesToRefresh(preview({ is_draft_order: true }))).toEqual({
      item_ids: ["ordli_sold", "ordli_more_of_it", "ordli_added"],
      shipping_method_ids: ["ordsm_sold", "ordsm_added"],
    })
  })

  it("returns no lines of an order without a pending change", () => {
    for (const order_change of [null, undefined]) {
      expect(linesToRefresh(preview({ order_change }))).toEqual({
        item_ids: [],
        shipping_method_ids: [],
      })
    }
  })

  it("returns all lines of a draft whose edit was discarded", () => {
    expect(
      linesToRefresh(preview({ order_change: null, is_draft_order: true }))
    ).toEqual(linesToRefresh(preview({ is_draft_order: true })))
  })
})
