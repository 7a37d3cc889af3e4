import type { MedusaContainer } from "@medusajs/framework/types"
import { sweep } from "../workflows/report-orders/sweep"

/** Finds the orders that are due, and those that no event has announced. */
export default async function sweepOrders(
  container: MedusaContainer
): Promise<void> {
  await sweep(container)
}

export const config = {
  name: "kintsugi-sweep-orders",
  schedule: "* * * * *",
}
