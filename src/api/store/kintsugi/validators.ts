import { z } from "@medusajs/framework/zod"

/** Longer than any line of an address that a carrier accepts. */
const MAX_LENGTH = 200

/** Letters, digits and the punctuation of addresses. */
const ADDRESS_CHARACTERS = /^[\p{L}\p{M}\p{N}\p{Zs}.,:'’‘´`"#&/()+°ºª\-–—]*$/u

const line = (field: string) =>
  z
    .string()
    .max(MAX_LENGTH)
    .regex(ADDRESS_CHARACTERS, {
      message: `Field '${field}' has a character that is not allowed in an address`,
    })
    .trim()

const requiredLine = (field: string) =>
  line(field).min(1, { message: `Field '${field}' is required` })

const countryCode = z
  .string()
  .max(MAX_LENGTH)
  .trim()
  .regex(/^[a-z]{2}$/i, {
    message: "Field 'country_code' must be two letters, like us",
  })
  .toLowerCase()

/** The body of `POST /store/kintsugi/address-validation`. */
export const addressValidationSchema = z
  .strictObject({
    address_1: requiredLine("address_1"),
    address_2: line("address_2").nullish(),
    city: requiredLine("city"),
    province: line("province").nullish(),
    postal_code: line("postal_code").nullish(),
    country_code: countryCode,
  })
  .superRefine((address, context) => {
    for (const field of ["province", "postal_code"] as const) {
      if (address.country_code === "us" && !address[field]) {
        context.addIssue({
          code: "custom",
          path: [field],
          message: `Field '${field}' is required in the US`,
        })
      }
    }
  })

export type AddressValidationBody = z.infer<typeof addressValidationSchema>

/** The body of `POST /store/kintsugi/carts/:id/prefetch-tax`. */
export const prefetchTaxSchema = z.strictObject({
  address_1: line("address_1").nullish(),
  address_2: line("address_2").nullish(),
  city: line("city").nullish(),
  province: line("province").nullish(),
  postal_code: line("postal_code").nullish(),
  country_code: countryCode,
})

export type PrefetchTaxBody = z.infer<typeof prefetchTaxSchema>
