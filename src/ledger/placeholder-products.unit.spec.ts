import { externalProductId } from "./placeholder-products"

describe("externalProductId", () => {
  it.each([
    ["an item's product", { kind: "item", productId: "prod_1" }, "prod_1"],
    ["an item without a product", { kind: "item" }, "medusa-custom-item"],
    [
      "a gift card, even of a product",
      { kind: "gift_card", productId: "prod_1" },
      "medusa-gift-card",
    ],
    ["shipping", { kind: "shipping" }, "medusa-shipping"],
  ] as const)("is that of %s", (_, line, id) => {
    expect(externalProductId(line)).toBe(id)
  })
})
