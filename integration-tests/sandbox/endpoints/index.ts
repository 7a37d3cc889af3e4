import type { Endpoint } from "./endpoint"
import { estimate } from "./estimate"
import {
  createProduct,
  getProduct,
  listCategories,
  listProducts,
  updateProduct,
} from "./products"

/** All that the sandbox answers under /v1. */
export const ENDPOINTS: readonly Endpoint[] = [
  estimate,
  listProducts,
  createProduct,
  listCategories,
  getProduct,
  updateProduct,
]
