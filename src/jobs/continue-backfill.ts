import type { MedusaContainer } from "@medusajs/framework/types"
import { runBackfill } from "../workflows/ledger-sync"

/** Continues a backfill whose process has died. */
export default async function continueBackfill(
  container: MedusaContainer
): Promise<void> {
  await runBackfill(container)
}

export const config = {
  name: "kintsugi-continue-backfill",
  schedule: "* * * * *",
}
