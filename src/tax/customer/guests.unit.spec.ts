import { isGuestOrder } from "./guests"

const line = (data: Record<string, unknown> | null) => ({
  tax_lines: [{ data }],
})

describe("isGuestOrder", () => {
  it.each([
    [
      "is true if an item was taxed as a guest's",
      { items: [line(null), line({ customer: "guest" })] },
      true,
    ],
    [
      "is true if shipping was taxed as a guest's",
      { shipping_methods: [line({ customer: "guest" })] },
      true,
    ],
    [
      "is false without the guest mark",
      { items: [line({ source: "kintsugi" })] },
      false,
    ],
    ["is false without tax lines", { items: [{ tax_lines: null }] }, false],
    [
      "is false without lines",
      { items: null, shipping_methods: undefined },
      false,
    ],
  ])("%s", (_, order, expected) => {
    expect(isGuestOrder(order)).toBe(expected)
  })
})
