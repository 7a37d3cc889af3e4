/**
 * `medusa-plugin-kintsugi/storefront`: for browsers and storefronts, without
 * any dependency.
 */
export {
  taxByJurisdiction,
  type TaxOfJurisdiction,
} from "./tax-by-jurisdiction"
export {
  type TaxLine,
  type TaxedCart,
  type TaxedLine,
  taxSourceOf,
} from "./taxed-cart"
export { prefetchTax } from "./prefetch-tax"
export {
  type FetchLike,
  type Store,
  type StoreClient,
  type StoreConnection,
  type TypedAddress,
} from "./store-client"
export { validateAddress } from "./validate-address"
export { type Untaxed, type UntaxedReason, whyNotTaxed } from "./why-not-taxed"
export type {
  AddressStatus,
  StoreAddress,
  ValidatedAddress,
} from "../tax/address/validated-address"
export type {
  ExemptBy,
  JurisdictionData,
  KintsugiData,
  LineData,
  Marking,
  TaxLineData,
  TaxSource,
} from "../tax/tax-lines/tax-line-data"
