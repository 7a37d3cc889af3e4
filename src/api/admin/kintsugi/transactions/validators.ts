import { z } from "@medusajs/framework/zod"
import { LEDGER_STATES } from "../../../../ledger/entry"
import { dayOrMoment, id, pageSchema } from "../validators"

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([
    z.array(schema),
    schema.transform((value) => [value] as z.output<T>[]),
  ])

const filter = {
  q: pageSchema.shape.q,
  state: oneOrMore(z.enum(LEDGER_STATES)).optional(),
  type: oneOrMore(z.enum(["sale", "credit_note"])).optional(),
  order_id: id.optional(),
  not_answered: z
    .literal("true", { message: "not_answered can only be true" })
    .transform(() => true as const)
    .optional(),
  from: dayOrMoment("from").optional(),
  to: dayOrMoment("to").optional(),
}

/** The query of `GET /admin/kintsugi/transactions`. */
export const transactionsSchema = pageSchema.extend(filter)

/** The query of `GET /admin/kintsugi/transactions/export`. */
export const exportSchema = z.strictObject(filter)

export type TransactionsQuery = z.infer<typeof transactionsSchema>

export type ExportQuery = z.infer<typeof exportSchema>
