import type { MiddlewareRoute } from "@medusajs/framework/http"
import { rejectUnstorableText } from "../../reject-unstorable-text"
import { validateBody } from "../../validate"
import { identifyShopper } from "../carts/identify-customer"
import { limitAddresses } from "./rate-limit"
import { addressValidationSchema, prefetchTaxSchema } from "./validators"

/**
 * Larger than Express' own limit, so that a field that is too long is refused
 * by its name.
 */
const bodyParser = { sizeLimit: "2mb" }

/** What the plugin's own store routes accept. */
export const kintsugiStoreRoutes: MiddlewareRoute[] = [
  {
    matcher: "/store/kintsugi/address-validation",
    methods: ["POST"],
    bodyParser,
    middlewares: [
      ...limitAddresses(
        "Too many addresses were checked. Please try again in a minute."
      ),
      rejectUnstorableText,
      validateBody(addressValidationSchema),
    ],
  },
  {
    matcher: "/store/kintsugi/carts/:id/prefetch-tax",
    methods: ["POST"],
    bodyParser,
    middlewares: [
      ...limitAddresses(
        "Tax was prefetched for too many addresses. Set the cart's address, or try again in a minute."
      ),
      rejectUnstorableText,
      validateBody(prefetchTaxSchema),
      identifyShopper,
    ],
  },
]
