import type { MiddlewareRoute } from "@medusajs/framework/http"
import { rejectUnstorableText } from "../../reject-unstorable-text"
import { validateBody } from "../../validate"
import {
  limitAddressValidations,
  limitAllAddressValidations,
} from "./rate-limit"
import { addressValidationSchema } from "./validators"

/** What the plugin's own store routes accept. */
export const kintsugiStoreRoutes: MiddlewareRoute[] = [
  {
    matcher: "/store/kintsugi/address-validation",
    methods: ["POST"],
    // Larger than Express' own limit, so that a field that is too long is
    // refused by its name.
    bodyParser: { sizeLimit: "2mb" },
    middlewares: [
      limitAllAddressValidations,
      limitAddressValidations,
      rejectUnstorableText,
      validateBody(addressValidationSchema),
    ],
  },
]
