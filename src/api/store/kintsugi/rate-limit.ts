import type { MedusaRequest } from "@medusajs/framework/http"
import { ipKeyGenerator, rateLimit } from "express-rate-limit"
import type { Request, Response } from "express"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { clientAddress } from "./client-address"

const TOO_MANY_STATUS = 429

const WINDOW_MS = 60_000

/** The limit of all clients together, as a multiple of one client's limit. */
const ALL_CLIENTS = 20

const readLimit = (req: Request): number =>
  (req as unknown as MedusaRequest).scope
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .settings.getOptions().addressValidationsPerMinute

/**
 * Middlewares: limit how many addresses may be sent to a route in a minute, as
 * the option `addressValidationsPerMinute` says: by a client, which is an IP
 * address, and by all clients together. 429 with `Retry-After` beyond it.
 * Counted in memory, on each instance and for each route separately.
 *
 * Without a proxy in front of the store, a client chooses its own IP address
 * (`X-Forwarded-For`), and could use up the requests that Kintsugi allows the
 * organization in a minute, carts included. So the limit of all clients applies
 * first; requests that it or a client's own limit refuses do not count.
 *
 * @param refusal - for the storefront
 */
export const limitAddresses = (refusal: string) => {
  const refuse = (_: Request, res: Response): void => {
    res.status(TOO_MANY_STATUS).json({
      type: "too_many_requests",
      code: "kintsugi_too_many_requests",
      message: refusal,
    })
  }
  return [
    rateLimit({
      windowMs: WINDOW_MS,
      limit: (req) => readLimit(req) * ALL_CLIENTS,
      keyGenerator: () => "all",
      skipFailedRequests: true,
      requestWasSuccessful: (_, res) => res.statusCode !== TOO_MANY_STATUS,
      // The headers have the client's own limit.
      standardHeaders: false,
      legacyHeaders: false,
      handler: (req, res) => {
        res.setHeader("Retry-After", WINDOW_MS / 1000)
        refuse(req, res)
      },
    }),
    rateLimit({
      windowMs: WINDOW_MS,
      limit: readLimit,
      keyGenerator: (req) => {
        const address = clientAddress(req.ip, req.socket.remoteAddress)
        // A client with an IPv6 address has a whole network of them.
        return ipKeyGenerator(address)
      },
      standardHeaders: "draft-7",
      legacyHeaders: false,
      handler: refuse,
    }),
  ]
}
