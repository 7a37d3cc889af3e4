import { useRef } from "react"
import type { ListedProduct } from "../../kintsugi/answers"

/**
 * The products of all pages that were shown, by id, as they were last: a
 * selection may span several pages, and has only ids.
 */
export const useSeenProducts = (
  shown: ListedProduct[] | undefined
): ReadonlyMap<string, ListedProduct> => {
  const seen = useRef(new Map<string, ListedProduct>())
  for (const product of shown ?? []) {
    seen.current.set(product.id, product)
  }
  return seen.current
}
