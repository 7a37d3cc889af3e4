import type {
  AddressSearch,
  AddressSearchResult,
  Deadline,
  KintsugiClient,
  ProductCategories,
} from "../../../kintsugi-api"
import { createAddressLookup } from "./address-validation"
import { type NexusReading, createNexusLookup } from "./nexus"
import { memoizePerClient } from "./per-client"
import { createProductCategoriesLookup } from "./product-categories"
import {
  type ProductCategoryLookup,
  createProductCategoryLookup,
} from "./products"

/**
 * What Kintsugi knows, cached in this process.
 *
 * Each throws MedusaError (not_allowed) that says what is missing if Kintsugi is
 * not configured.
 */
export type Lookups = {
  /**
   * Kintsugi's categories and subcategories, at most a few minutes old unless
   * Kintsugi can't answer.
   *
   * @throws KintsugiError
   */
  getProductCategories(): Promise<ProductCategories>
  /**
   * Where the merchant collects tax, at most a few minutes old; if Kintsugi
   * can't answer, an older state with `problem`.
   */
  getNexus(): Promise<NexusReading>
  /**
   * Kintsugi's validation of an address, from memory if the same address was
   * validated a few minutes ago.
   *
   * @throws KintsugiError
   */
  searchAddress(
    address: AddressSearch,
    call: Deadline
  ): Promise<AddressSearchResult[]>
  /**
   * The category that a product has at Kintsugi, at most five minutes old;
   * undefined if Kintsugi does not have the product.
   *
   * @throws KintsugiError
   */
  getProductCategory: ProductCategoryLookup
}

/** @param getClient - the client of the credentials in effect */
export const createLookups = (
  getClient: () => Promise<KintsugiClient>
): Lookups => {
  const productCategories = memoizePerClient(createProductCategoriesLookup)
  const nexus = memoizePerClient(createNexusLookup)
  const addresses = memoizePerClient(createAddressLookup)
  const products = memoizePerClient(createProductCategoryLookup)
  return {
    getProductCategories: async () => productCategories(await getClient())(),
    getNexus: async () => nexus(await getClient())(),
    searchAddress: async (address, call) =>
      addresses(await getClient())(address, call),
    getProductCategory: async (productId, call) =>
      products(await getClient())(productId, call),
  }
}
