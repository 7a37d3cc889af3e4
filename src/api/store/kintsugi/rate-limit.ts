import type { MedusaRequest } from "@medusajs/framework/http"
import { rateLimit } from "express-rate-limit"
import type { Request, Response } from "express"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"

const TOO_MANY =
  "Too many addresses were checked. Please try again in a minute."

const WINDOW_MS = 60_000

/** How many times as often as one client all clients together may ask. */
const ALL_CLIENTS = 20

const limitOf = (req: Request): number =>
  (req as unknown as MedusaRequest).scope
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .getOptions().addressValidationsPerMinute

const refuse = (_: Request, res: Response): void => {
  res.status(429).json({
    type: "too_many_requests",
    code: "kintsugi_too_many_requests",
    message: TOO_MANY,
  })
}

/**
 * Middleware: how many addresses a client may have validated in a minute, by its
 * IP address, as the option `addressValidationsPerMinute` says. 429 with
 * `Retry-After` beyond it. Counted in memory, on each instance by itself.
 */
export const limitAddressValidations = rateLimit({
  windowMs: WINDOW_MS,
  limit: limitOf,
  standardHeaders: "draft-7",
  legacyHeaders: false,
  handler: refuse,
})

/**
 * Middleware: how many addresses all clients together may have validated in a
 * minute. Where no proxy stands before the store, a client names its own IP
 * address (`X-Forwarded-For`), and could use up what Kintsugi answers the
 * organization in a minute, carts included.
 */
export const limitAllAddressValidations = rateLimit({
  windowMs: WINDOW_MS,
  limit: (req) => limitOf(req) * ALL_CLIENTS,
  keyGenerator: () => "all",
  // The client's own are in the headers already.
  standardHeaders: false,
  legacyHeaders: false,
  handler: (req, res) => {
    res.setHeader("Retry-After", WINDOW_MS / 1000)
    refuse(req, res)
  },
})
