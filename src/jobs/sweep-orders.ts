import type { MedusaContainer } from "@medusajs/framework/types"
import { sweep } from "../workflows/ledger-sync/sweep"

/** Processes orders that are due, and those with changes without an event. */
export default async function sweepOrders(
  container: MedusaContainer
): Promise<void> {
  await sweep(container)
}

export const config = {
  name: "kintsugi-sweep-orders",
  schedule: "* * * * *",
}
