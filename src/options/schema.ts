import { z } from "@medusajs/framework/zod"
import type { ParentOrderReader } from "./types"
import { ALERT_KINDS } from "./alert-kinds"
import { readTimeZone } from "../contract/time-zone-name"

/** Kintsugi's production API. Merchants test in a test organization there. */
const DEFAULT_BASE_URL = "https://api.trykintsugi.com"

const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

const isAcceptableBaseUrl = (value: string): boolean => {
  if (!URL.canParse(value)) {
    return false
  }
  const url = new URL(value)
  if (url.username || url.password || url.search || url.hash) {
    return false
  }
  return (
    url.protocol === "https:" ||
    (url.protocol === "http:" && LOOPBACK_HOSTS.includes(url.hostname))
  )
}

/** Whether a key or an id can travel in an HTTP header. */
export const isHeaderSafe = (value: string): boolean =>
  !/[^\x21-\x7e]/.test(value)

/** An environment variable that is set but empty counts as not set. */
const credential = z
  .string()
  .transform((value) => value.trim())
  .refine(isHeaderSafe, {
    message: "has a character that an HTTP header cannot carry",
  })
  .transform((value) => value || undefined)
  .optional()

const label = z.string().trim().min(1)

const timeZone = z
  .string()
  .refine((value) => readTimeZone(value) !== undefined, {
    message:
      'must be the IANA name of a time zone, such as "America/New_York" or "Europe/Berlin"',
  })
  .transform((value) => readTimeZone(value) ?? value)

const milliseconds = (from: number, to: number) =>
  z.number().int().min(from).max(to)

/** A day (from midnight UTC) or a moment; kept as ISO 8601 in UTC. */
const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    message:
      "must be a day, such as 2026-01-31, or a moment with its time zone, such as 2026-01-31T12:00:00Z",
  })
  .transform((text) => new Date(text).toISOString())
  // Dates outside this range are written in ways that the database can't read.
  .refine((text) => /^\d{4}-/.test(text) && !text.startsWith("0000"), {
    message: "must be between the years 1 and 9999",
  })

/**
 * The options that the merchant may also set in the Admin. A value saved there
 * takes precedence over the configuration.
 */
export const behaviorShape = {
  onFailure: z.enum(["remember", "fallback", "throw", "zero"]),
  onInvalidAddress: z.enum(["fallback", "reject"]),
  onTaxChange: z.enum(["refuse", "accept"]),
  /** The option `sync.on`. */
  syncOn: z.enum(["payment_captured", "order_placed", "fulfilled"]),
  /** The option `sync.since`. */
  syncSince: moment,
  /** The option `sync.timeZone`. */
  syncTimeZone: timeZone,
  defaultCategory: label,
  defaultSubcategory: label,
  shippingCategory: label,
  shippingSubcategory: label,
  /** Which alerts the merchant is notified of: none for an empty list. */
  alerts: z
    .array(z.enum(ALERT_KINDS))
    .transform((kinds) => ALERT_KINDS.filter((kind) => kinds.includes(kind))),
  apiKeyExpiresOn: z.iso.date({
    message: "must be a day, such as 2026-12-31",
  }),
}

const encryptionKey = z.string().min(32)

/**
 * The schema of a store's options: what each may be, and its default. The type
 * `KintsugiOptions` documents them; the unit specs compare the two.
 */
export const optionsSchema = z.strictObject({
  apiKey: credential,
  organizationId: credential,
  baseUrl: z
    .string()
    .refine(isAcceptableBaseUrl, {
      message:
        "must be an https:// address (http:// is accepted for localhost only), without credentials or a query",
    })
    .transform((value) => {
      const { origin, pathname } = new URL(value)
      return `${origin}${pathname.replace(/\/+$/, "")}`
    })
    .default(DEFAULT_BASE_URL),
  timeoutMs: milliseconds(1, 9_000).default(1_500),
  deadlineMs: milliseconds(1, 9_000).default(1_900),
  retries: z.number().int().min(0).max(10).default(2),
  onFailure: behaviorShape.onFailure.default("remember"),
  remember: z
    .strictObject({
      maxAgeDays: z.number().int().min(1).max(3_650).default(90),
      maxRows: z.number().int().min(1_000).max(5_000_000).default(200_000),
    })
    .prefault({}),
  onInvalidAddress: behaviorShape.onInvalidAddress.default("fallback"),
  onTaxChange: behaviorShape.onTaxChange.default("refuse"),
  defaultCategory: behaviorShape.defaultCategory.default("Physical"),
  defaultSubcategory:
    behaviorShape.defaultSubcategory.default("General Physical"),
  shippingCategory: behaviorShape.shippingCategory.default("Misc"),
  shippingSubcategory: behaviorShape.shippingSubcategory.default(
    "Shipping - Title transfer at time of Sales"
  ),
  alerts: behaviorShape.alerts.default([...ALERT_KINDS]),
  apiKeyExpiresOn: behaviorShape.apiKeyExpiresOn.optional(),
  exemptGuests: z.boolean().default(false),
  validateAddress: z.enum(["off", "warn", "reject"]).default("off"),
  roundDiscounts: z.boolean().default(true),
  combineJurisdictions: z.boolean().default(false),
  addressValidationsPerMinute: z.number().int().min(1).max(10_000).default(60),
  encryptionKey: z
    .union([encryptionKey, z.array(encryptionKey).min(1)], {
      message:
        "must be a string of at least 32 characters, or a list of such strings",
    })
    .optional(),
  sync: z
    .strictObject({
      enabled: z.boolean().default(true),
      on: behaviorShape.syncOn.default("payment_captured"),
      since: behaviorShape.syncSince.optional(),
      totalsIncludeTax: z.boolean().default(false),
      refundsAs: z
        .enum(["credit_note", "negative_sale"])
        .default("credit_note"),
      otherProviders: z.boolean().default(true),
      parentOrder: z
        .union(
          [
            z.string().regex(/^\w+(\.\w+)+$/),
            z.literal(false),
            z.custom<ParentOrderReader>((value) => typeof value === "function"),
          ],
          {
            message:
              'must be a field of an order, such as "metadata.parent_order_id" or "parent_order.id", a function, or false',
          }
        )
        .default("metadata.parent_order_id"),
      timeZone: timeZone.optional(),
      taxOnlyRefundReason: z.string().trim().min(1).optional(),
    })
    .prefault({}),
  hooks: z
    .strictObject({
      cartTaxLines: z.boolean().default(true),
      cartRefresh: z.boolean().default(true),
      cartPromotions: z.boolean().default(true),
      orderTaxLines: z.boolean().default(true),
      cartRoutes: z.boolean().default(true),
      orderRoutes: z.boolean().default(true),
    })
    .prefault({}),
})
