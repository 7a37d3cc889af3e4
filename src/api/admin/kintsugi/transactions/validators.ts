import { z } from "@medusajs/framework/zod"
import { LEDGER_STATES } from "../../../../ledger/entry"
import { id, moment, pageSchema } from "../validators"

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([
    z.array(schema),
    schema.transform((value) => [value] as z.output<T>[]),
  ])

/** The query of `GET /admin/kintsugi/transactions`. */
export const transactionsSchema = pageSchema.extend({
  state: oneOrMore(z.enum(LEDGER_STATES)).optional(),
  type: oneOrMore(z.enum(["sale", "credit_note"])).optional(),
  order_id: id.optional(),
  not_answered: z
    .literal("true", { message: "not_answered can only be true" })
    .transform(() => true as const)
    .optional(),
  from: moment("from").optional(),
  to: moment("to").optional(),
})

export type TransactionsQuery = z.infer<typeof transactionsSchema>
