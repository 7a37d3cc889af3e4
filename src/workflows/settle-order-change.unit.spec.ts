import { linesToSettle } from "./settle-order-change"

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

describe("the lines whose tax is still open", () => {
  it("are those that a pending change adds, of an order", () => {
    expect(linesToSettle(preview())).toEqual({
      item_ids: ["ordli_added"],
      shipping_method_ids: ["ordsm_added"],
    })
  })

  it("are all that Kintsugi taxes, of a draft", () => {
    expect(linesToSettle(preview({ is_draft_order: true }))).toEqual({
      item_ids: ["ordli_sold", "ordli_more_of_it", "ordli_added"],
      shipping_method_ids: ["ordsm_sold", "ordsm_added"],
    })
  })

  it("are none of an order where nothing is pending", () => {
    for (const order_change of [null, undefined]) {
      expect(linesToSettle(preview({ order_change }))).toEqual({
        item_ids: [],
        shipping_method_ids: [],
      })
    }
  })

  it("are all of a draft whose edit was discarded, too", () => {
    expect(
      linesToSettle(preview({ order_change: null, is_draft_order: true }))
    ).toEqual(linesToSettle(preview({ is_draft_order: true })))
  })
})
