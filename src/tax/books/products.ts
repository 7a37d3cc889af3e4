import type { ChargedLine } from "./charged-lines"

/** Lines that are no product of Medusa's need one of their own at Kintsugi. */
export const STAND_INS = {
  shipping: { id: "medusa-shipping", name: "Shipping" },
  gift_card: { id: "medusa-gift-card", name: "Gift card" },
  item: { id: "medusa-custom-item", name: "Custom item" },
} as const

/** By which id Kintsugi knows a line's product. */
export const externalProductId = ({
  kind,
  productId,
}: Pick<ChargedLine, "kind" | "productId">): string =>
  kind === "item" && productId ? productId : STAND_INS[kind].id
