import type { MedusaContainer } from "@medusajs/framework/types"
import { reconcileNightly } from "../workflows/ledger-sync"

/** Compares the ledger with Kintsugi each night, and logs differences. */
export default async function reconcileLedger(
  container: MedusaContainer
): Promise<void> {
  await reconcileNightly(container)
}

export const config = {
  name: "kintsugi-reconcile",
  schedule: "17 3 * * *",
}
