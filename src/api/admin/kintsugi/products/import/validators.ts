import { z } from "@medusajs/framework/zod"

/** The query of `POST /admin/kintsugi/products/import`. */
export const importSchema = z.object({
  /** Whether it is only said what would change. */
  preview: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .default(false),
})

export type ImportQuery = z.output<typeof importSchema>
