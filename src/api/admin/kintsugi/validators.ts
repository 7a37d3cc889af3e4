import { z } from "@medusajs/framework/zod"
import { isHeaderSafe } from "../../../options"

/** An id in Medusa. */
export const id = z.string().trim().min(1).max(200)

/** Kintsugi's longest label has some hundred characters. */
export const label = z.string().trim().min(1).max(300)

/** `rejectUnstorableText` has made sure that it is one line. */
export const line = (max: number) => z.string().trim().max(max)

/** The query of a list. */
export const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  offset: z.coerce.number().int().min(0).default(0),
  q: z.string().trim().max(200).optional(),
})

export type PageQuery = z.infer<typeof pageSchema>

/** Longer than any key or id of Kintsugi's. */
const MAX_CREDENTIAL = 500

/** Medusa names the field of most problems itself, but not of this one. */
const credential = (field: string) =>
  z
    // Medusa's own message on a wrong type quotes the input.
    .custom<string>((given) => typeof given === "string", {
      error: `Field '${field}' must be text`,
    })
    .pipe(
      z
        .string()
        .trim()
        .min(1)
        .max(MAX_CREDENTIAL)
        .refine(isHeaderSafe, {
          message: `Field '${field}' has a character that is not allowed in a key or an id`,
        })
    )
    .optional()

/** Both are optional. */
export const credentials = {
  api_key: credential("api_key"),
  organization_id: credential("organization_id"),
}

/** Whether both of two fields are set, or both null, or both absent. */
export const areBoth = (
  one: string | null | undefined,
  other: string | null | undefined
): boolean =>
  one === null || one === undefined ? one === other : typeof other === "string"

const DAY_MS = 24 * 60 * 60 * 1000

const dateAndTime = z.iso
  .datetime({ offset: true, local: true })
  .transform((text) => new Date(text))

/** Dates beyond these are written in ways that the database can't read. */
const isStorable = (at: Date): boolean =>
  at.getUTCFullYear() > 0 && at.getUTCFullYear() < 9999

const unstorable = (field: string) => ({
  error: `Field '${field}' is before the year 1 or after the year 9998`,
})

const A_DAY_OR_MOMENT =
  "must be a day, such as 2026-01-31, or a date and time, such as 2026-01-31T12:00:00Z"

/** A day counts as a whole, in UTC: from its midnight, or until the next. */
export const moment = (field: "from" | "to") =>
  z
    .union(
      [
        z.iso
          .date()
          .transform(
            (day) => new Date(Date.parse(day) + (field === "to" ? DAY_MS : 0))
          ),
        dateAndTime,
      ],
      { error: `Field '${field}' ${A_DAY_OR_MOMENT}` }
    )
    .refine(isStorable, unstorable(field))

/** A day as it is given, `YYYY-MM-DD`, for the shop's time zone; or a moment. */
export const dayOrMoment = (field: "from" | "to") =>
  z
    // Else the union would repeat what one of its parts says.
    .union([z.iso.date({ abort: true }), dateAndTime], {
      error: `Field '${field}' ${A_DAY_OR_MOMENT}`,
    })
    .refine((value) => isStorable(new Date(value)), unstorable(field))

const addressField = z.string().trim().max(300)

/** The fields of an address whose country is known. */
export const addressFields = {
  address_1: addressField.optional(),
  address_2: addressField.optional(),
  city: addressField.optional(),
  province: addressField.optional(),
  postal_code: addressField.optional(),
}

export const countryCode = z
  .string()
  .trim()
  .regex(/^[a-z]{2}$/i, {
    message: "Field 'country_code' must be two letters, like us",
  })

const OTHER_ADDRESS = { ...addressFields, country_code: countryCode.optional() }

/** Medusa's message on an unknown field does not say where it is. */
const otherAddress = z.looseObject(OTHER_ADDRESS).superRefine((given, ctx) => {
  const names = Object.keys(given)
  const unknown = names.find((name) => !Object.hasOwn(OTHER_ADDRESS, name))
  if (unknown !== undefined || !names.length) {
    ctx.addIssue({
      code: "custom",
      message: `Field 'address' must have some of ${Object.keys(OTHER_ADDRESS).join(", ")}, and no others`,
    })
  }
})

/** The body of `POST /admin/kintsugi/{orders,carts}/:id/explanation/ask-again`. */
export const askAgainSchema = z
  .strictObject({
    address: otherAddress.optional(),
    classification: z
      .strictObject({
        category: label,
        subcategory: label,
        line_id: id.optional(),
      })
      .optional(),
    date: z.iso
      .date({ error: "Field 'date' must be a day, such as 2026-01-31" })
      .refine((day) => day.slice(0, 4) > "1999" && day.slice(0, 4) < "2100", {
        error: "Field 'date' must be between 2000 and 2099",
      })
      .optional(),
    simulate_registration: z.boolean().optional(),
  })
  .default({})

export type AskAgainBody = z.infer<typeof askAgainSchema>

/** The body of `POST /admin/kintsugi/transactions/retry` and `…/:id/retry`. */
export const nothingSchema = z.strictObject({}).default({})
