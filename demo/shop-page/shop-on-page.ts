/** What the page has to know about the shop. */
export type ShopOnPage = {
  storeUrl: string
  publishableKey: string
  /** Region ids by their names on the page. */
  regions: Record<"us" | "de", string>
  promotionCode: string
}
