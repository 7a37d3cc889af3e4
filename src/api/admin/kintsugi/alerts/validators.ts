import { z } from "@medusajs/framework/zod"
import { pageSchema } from "../validators"

/** The query of `GET /admin/kintsugi/alerts`. */
export const alertsSchema = pageSchema
  .pick({ limit: true, offset: true })
  .extend({ state: z.enum(["open", "closed"]).default("open") })

export type AlertsQuery = z.infer<typeof alertsSchema>
