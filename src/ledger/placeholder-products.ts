import type { ChargedLine } from "./charged-lines"

/** Lines without a Medusa product need a product of their own at Kintsugi. */
export const PLACEHOLDERS = {
  shipping: { id: "medusa-shipping", name: "Shipping" },
  gift_card: { id: "medusa-gift-card", name: "Gift card" },
  item: { id: "medusa-custom-item", name: "Custom item" },
} as const

/** The id of a line's product at Kintsugi, as requests name it. */
export const externalProductId = ({
  kind,
  productId,
}: Pick<ChargedLine, "kind" | "productId">): string =>
  kind === "item" && productId ? productId : PLACEHOLDERS[kind].id
