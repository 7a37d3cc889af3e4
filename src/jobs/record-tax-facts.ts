import type { MedusaContainer } from "@medusajs/framework/types"
import { recordMissedOrders } from "../workflows/explanation"

/** Records what decided the tax of orders that no event announced. */
export default async function recordMissedTaxFacts(
  container: MedusaContainer
): Promise<void> {
  await recordMissedOrders(container)
}

export const config = {
  name: "kintsugi-record-tax-facts",
  schedule: "*/5 * * * *",
}
