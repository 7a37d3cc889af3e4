import { z } from "@medusajs/framework/zod"
import { badResponse } from "./errors"
import type { Deadline } from "./client"
import { decimalSchema, maybe } from "./schemas"
import type { Transport } from "./transport"

const text = maybe(z.string()).optional()
const flag = maybe(z.boolean()).optional()
const decimal = maybe(decimalSchema).optional()

const place = {
  /** ISO 3166-1 alpha-2, or `ZZ_EU` for the bloc as a whole. */
  country_code: z.string(),
  /** Two letters in the US and Canada; may be empty elsewhere. */
  state_code: text,
  state_name: text,
}

/**
 * A registration as far as it is read. What Kintsugi answers beside it, such as
 * the user name and the password for the state's portal, stops here.
 */
const registrationSchema = z.object({
  ...place,
  /**
   * `REGISTERED`, `PROCESSING`, `UNREGISTERED`, `DEREGISTERING`,
   * `DEREGISTERED`, `VALIDATING` or `AWAITING_CLARIFICATION`.
   */
  status: z.string(),
  /** `YYYY-MM-DD` */
  registration_date: text,
  /** `MONTHLY`, `QUARTERLY`, … */
  filing_frequency: text,
})

const nexusSchema = z.object({
  ...place,
  /**
   * `NOT_EXPOSED`, `APPROACHING`, `EXPOSED`, `PENDING_REGISTRATION`,
   * `REGISTERED`, or one of the last two with `OSS_` before it.
   */
  status: text,
  nexus_met: flag,
  nexus_met_date: text,
  physical_nexus_met: flag,
  /** Which threshold counts: `SALES`, `TRANSACTIONS`, `EITHER` or `BOTH`. */
  sales_or_transactions: text,
  /** Major units. */
  threshold_sales: decimal,
  threshold_transactions: decimal,
  /** Sales in the period, in major units. */
  transactions_amount: decimal,
  transaction_count: decimal,
  /** ISO 4217. */
  currency: text,
  period_start_date: text,
  period_end_date: text,
})

export type KintsugiRegistration = z.output<typeof registrationSchema>
export type KintsugiNexus = z.output<typeof nexusSchema>

const pageOf = <T extends z.ZodType>(item: T) =>
  z
    .object({ items: z.array(item), pages: maybe(z.number()).optional() })
    .transform(({ items, pages }) => ({ items, pages: pages ?? 1 }))

type Page<T> = { items: T[]; pages: number }

/** Where the merchant collects. Every method throws KintsugiError. */
export type RegistrationMethods = {
  /** All registrations, in whatever state they are. */
  listRegistrations(call: Deadline): Promise<KintsugiRegistration[]>
  /** How far the merchant's sales have come in each place that Kintsugi watches. */
  listNexus(call: Deadline): Promise<KintsugiNexus[]>
}

/** The contract's largest page. */
const PAGE_SIZE = 100

/** More places than the world has; more would be an answer that never ends. */
const MAX_PAGES = 20

/** The contract's default leaves those of the EU's one-stop shop out. */
const NEXUS_STATUSES = [
  "APPROACHING",
  "NOT_EXPOSED",
  "PENDING_REGISTRATION",
  "EXPOSED",
  "REGISTERED",
  "OSS_PENDING_REGISTRATION",
  "OSS_REGISTERED",
].join(",")

export const registrationMethods = (
  transport: Transport
): RegistrationMethods => ({
  listRegistrations: ({ deadline }) =>
    allPages((page) =>
      transport.request({
        method: "GET",
        path: "/v1/registrations",
        query: { page, size: PAGE_SIZE },
        schema: pageOf(registrationSchema),
        deadline,
      })
    ),

  listNexus: ({ deadline }) =>
    allPages((page) =>
      transport.request({
        method: "GET",
        path: "/v1/nexus",
        query: { status__in: NEXUS_STATUSES, page, size: PAGE_SIZE },
        schema: pageOf(nexusSchema),
        deadline,
      })
    ),
})

const allPages = async <T>(
  read: (page: number) => Promise<Page<T>>
): Promise<T[]> => {
  const first = await read(1)
  if (first.pages > MAX_PAGES) {
    throw badResponse(`it has ${first.pages} pages`)
  }
  const items = [...first.items]
  for (let page = 2; page <= first.pages; page++) {
    items.push(...(await read(page)).items)
  }
  return items
}
