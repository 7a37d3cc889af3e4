import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { createStep } from "@medusajs/framework/workflows-sdk"
import {
  type ProductCategories,
  asPhrase,
  toMedusaError,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { unknownCategories } from "../../modules/kintsugi/lookups/product-categories"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { ProductCategory } from "../../tax/cart/taxable-line"

/**
 * Kintsugi's categories, for the merchant.
 *
 * @param consequence - what a failure means for the merchant's request, as a
 * sentence
 * @throws MedusaError that says what failed and what to do: not_allowed if
 * Kintsugi is not configured, unexpected_state if it can't answer
 */
export const productCategories = async (
  container: MedusaContainer,
  consequence: string
): Promise<ProductCategories> => {
  try {
    return await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .lookups.getProductCategories()
  } catch (error) {
    throw toMedusaError(error, {
      // The request was right: only the list is missing.
      refusedAs: MedusaError.Types.UNEXPECTED_STATE,
      message: ({ plainMessage, merchantMessage, retryable }) =>
        `Kintsugi's list of product categories could not be read (${asPhrase(plainMessage)}). ${consequence} ` +
        (retryable
          ? "Try again in a moment; if the problem persists, check whether Kintsugi is up."
          : merchantMessage),
    })
  }
}

/**
 * Refuses categories that Kintsugi doesn't have. Refuses categories that can't
 * be checked, too: Kintsugi would refuse the estimate of every cart with them.
 *
 * @throws MedusaError as {@link productCategories}, and invalid_data that
 * names the wrong ones
 *
 * @example
 * checkCategoriesStep([{ category: "Physical", subcategory: "General Clothing" }])
 */
export const checkCategoriesStep = createStep(
  "kintsugi-check-categories",
  async (pairs: ProductCategory[], { container }) => {
    if (!pairs.length) {
      return
    }
    const problem = unknownCategories(
      pairs,
      await productCategories(container, "Nothing was saved.")
    )
    if (problem) {
      throw new MedusaError(
        MedusaError.Types.INVALID_DATA,
        problem,
        "kintsugi_unknown_category"
      )
    }
  }
)
