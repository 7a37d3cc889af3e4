import { z } from "@medusajs/framework/zod"
import { badResponse } from "./errors"
import type { Deadline } from "./deadlines"
import { decimalSchema, optional, word } from "./field-schemas"
import type { Transport } from "./transport"

const text = optional(word).optional()
const flag = optional(z.boolean()).optional()
const decimal = optional(decimalSchema).optional()

const place = {
  /** ISO 3166-1 alpha-2, or `ZZ_EU` for the EU as a whole. */
  country_code: word,
  /** Two letters in the US and Canada; may be empty elsewhere. */
  state_code: text,
  state_name: text,
}

/**
 * The fields of a registration that are read. The others in Kintsugi's answer,
 * such as the user name and the password for the state's portal, are dropped.
 */
const registrationSchema = z.object({
  ...place,
  /**
   * `REGISTERED`, `PROCESSING`, `UNREGISTERED`, `DEREGISTERING`,
   * `DEREGISTERED`, `CANCELLED`, `VALIDATING`, `AWAITING_CLARIFICATION`,
   * `SELF_MANAGED`, or a future status.
   */
  status: word,
  /** `YYYY-MM-DD` */
  registration_date: text,
  /** `MONTHLY`, `QUARTERLY`, … */
  filing_frequency: text,
})

const nexusSchema = z.object({
  ...place,
  /**
   * `NOT_EXPOSED`, `APPROACHING`, `EXPOSED`, `PENDING_REGISTRATION`,
   * `REGISTERED`, or one of the last two with the prefix `OSS_`.
   */
  status: text,
  nexus_met: flag,
  nexus_met_date: text,
  physical_nexus_met: flag,
  /** Which threshold applies: `SALES`, `TRANSACTIONS`, `EITHER` or `BOTH`. */
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

/**
 * The most items a page may have if Kintsugi ignores the requested size: more
 * than there are places.
 */
const MAX_ITEMS = 1_000

const pageOf = <T extends z.ZodType>(item: T) =>
  z
    .object({
      items: z.array(item).max(MAX_ITEMS),
      pages: optional(z.number()).optional(),
    })
    .transform(({ items, pages }) => ({ items, pages: pages ?? 1 }))

type Page<T> = { items: T[]; pages: number }

/** Where the merchant collects tax. Every method throws KintsugiError. */
export type RegistrationMethods = {
  /** All registrations, whatever their status. */
  listRegistrations(call: Deadline): Promise<KintsugiRegistration[]>
  /** The merchant's progress toward nexus in each place Kintsugi watches. */
  listNexus(call: Deadline): Promise<KintsugiNexus[]>
}

/** The contract's largest page. */
const PAGE_SIZE = 100

/** More places than the world has; more would be an endless answer. */
const MAX_PAGES = 20

/** The contract's default leaves out those of the EU's one-stop shop. */
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
  listRegistrations: (limits) =>
    readAllPages((page) =>
      transport.request({
        method: "GET",
        path: "/v1/registrations",
        query: { page, size: PAGE_SIZE },
        schema: pageOf(registrationSchema),
        ...limits,
      })
    ),

  listNexus: (limits) =>
    readAllPages((page) =>
      transport.request({
        method: "GET",
        path: "/v1/nexus",
        query: { status__in: NEXUS_STATUSES, page, size: PAGE_SIZE },
        schema: pageOf(nexusSchema),
        ...limits,
      })
    ),
})

const readAllPages = async <T>(
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
