import type { MedusaRequest } from "@medusajs/framework/http"
import { rateLimit } from "express-rate-limit"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"

const TOO_MANY =
  "Too many addresses were checked. Please try again in a minute."

/**
 * Middleware: how many addresses a client may have validated in a minute, by its
 * IP address, as the option `addressValidationsPerMinute` says. 429 with
 * `Retry-After` beyond it. Counted in memory, on each instance by itself.
 */
export const limitAddressValidations = rateLimit({
  windowMs: 60_000,
  limit: (req) =>
    (req as unknown as MedusaRequest).scope
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .getOptions().addressValidationsPerMinute,
  standardHeaders: "draft-7",
  legacyHeaders: false,
  handler: (_req, res) => {
    res.status(429).json({
      type: "too_many_requests",
      code: "kintsugi_too_many_requests",
      message: TOO_MANY,
    })
  },
})
