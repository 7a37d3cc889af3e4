import type { MedusaContainer } from "@medusajs/framework/types"
import { runBackfill } from "../workflows/report-orders"

/** Goes on with a backfill whose process has died. */
export default async function continueBackfill(
  container: MedusaContainer
): Promise<void> {
  await runBackfill(container)
}

export const config = {
  name: "kintsugi-continue-backfill",
  schedule: "* * * * *",
}
