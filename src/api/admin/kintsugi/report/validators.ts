import { z } from "@medusajs/framework/zod"
import { REPORT_TAX_SOURCES } from "../../../../report/report-figures"

/** A day in the shop's time zone. */
const day = (field: "from" | "to") =>
  z.iso
    .date({ error: `Field '${field}' must be a day, such as 2026-01-31` })
    .refine((text) => text >= "1900-01-01", {
      error: `Field '${field}' is before 1900`,
    })

/** Longer than any name of a place or a tax. */
const MAX_NAME = 300

/** A place; empty: the one that is not known. */
const place = z.string().trim().max(MAX_NAME)

const MAX_CURSOR = 500

/** The query of `GET /admin/kintsugi/report`. */
export const reportSchema = z.object({
  from: day("from").optional(),
  to: day("to").optional(),
  currency_code: z
    .string()
    .trim()
    .regex(/^[a-z]{3}$/i, {
      error: "Field 'currency_code' must be three letters, such as usd",
    })
    .transform((code) => code.toLowerCase())
    .optional(),
  country: place.transform((code) => code.toUpperCase()).optional(),
  state: place.transform((code) => code.toUpperCase()).optional(),
  county: place.optional(),
  city: place.optional(),
  jurisdiction: place.optional(),
  source: z.enum(REPORT_TAX_SOURCES).optional(),
  view: z
    .enum(["summary", "entries", "jurisdictions", "lines"])
    .default("summary"),
  waiting: z
    .literal("true", { message: "waiting can only be true" })
    .transform(() => true as const)
    .optional(),
  format: z.enum(["json", "csv"]).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
  after: z.string().max(MAX_CURSOR).optional(),
})

export type ReportQuery = z.infer<typeof reportSchema>
