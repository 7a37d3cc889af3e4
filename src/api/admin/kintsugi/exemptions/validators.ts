import { z } from "@medusajs/framework/zod"
import type { RegisterQuery } from "../../../../workflows/exemptions"

/** The query of `GET /admin/kintsugi/exemptions/export`. */
export const registerFilterSchema = z.object({
  /** Words of the customer's name, company or e-mail address. */
  q: z.string().trim().max(200).optional(),
  state: z.enum(["current", "ended", "all"]).default("current"),
  /** Only those that end today or within so many days, and are not renewed. */
  ends_within: z.coerce.number().int().min(0).max(3650).optional(),
  /** Only current ones without a certificate. */
  without_certificate: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .default(false),
})

const FIELDS_OF_CURSOR = 3

/** Where a page begins: what `next` of the page before was. */
const cursor = z
  .string()
  .max(500)
  .transform((text, context) => {
    const [ends_on, start_date, customer_id] = text.split("_after_")
    if (
      text.split("_after_").length !== FIELDS_OF_CURSOR ||
      !ends_on ||
      !start_date ||
      !customer_id
    ) {
      context.addIssue({
        code: "custom",
        message:
          "Field 'after' must be what 'next' of the page before was, unchanged",
      })
      return z.NEVER
    }
    return { ends_on, start_date, customer_id }
  })

/** The query of `GET /admin/kintsugi/exemptions`. */
export const registerSchema = registerFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  after: cursor.optional(),
})

type Filter = z.output<typeof registerFilterSchema>
export type RegisterPageQuery = z.output<typeof registerSchema>

/** The text that the query's `after` takes. */
export const formatCursor = ({
  ends_on,
  start_date,
  customer_id,
}: NonNullable<RegisterPageQuery["after"]>): string =>
  [ends_on, start_date, customer_id].join("_after_")

/** The workflow's form of a query. */
export const toRegisterQuery = ({
  q,
  state,
  ends_within,
  without_certificate,
}: Filter): RegisterQuery => ({
  ...(q && { q }),
  ...(state !== "all" && { state }),
  ...(ends_within !== undefined && { endsWithinDays: ends_within }),
  ...(without_certificate && { isWithoutCertificate: true }),
})
