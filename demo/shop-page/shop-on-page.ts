/** What the page has to know of the shop. */
export type ShopOnPage = {
  storeUrl: string
  publishableKey: string
  /** Region ids by what the page calls them. */
  regions: Record<"us" | "de", string>
  promotionCode: string
}
