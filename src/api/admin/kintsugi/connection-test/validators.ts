import { z } from "@medusajs/framework/zod"
import { credentials } from "../validators"

/**
 * The body of `POST /admin/kintsugi/connection-test`; empty: those in effect.
 */
export const connectionTestSchema = z.strictObject(credentials).default({})

export type ConnectionTestBody = z.infer<typeof connectionTestSchema>
