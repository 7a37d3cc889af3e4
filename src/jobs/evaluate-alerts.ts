import type { MedusaContainer } from "@medusajs/framework/types"
import { evaluateAlertsEachMinute } from "../workflows/alerts"

/** Tells the merchant, once each, of what needs their attention. */
export default async function evaluateAlerts(
  container: MedusaContainer
): Promise<void> {
  await evaluateAlertsEachMinute(container)
}

export const config = {
  name: "kintsugi-evaluate-alerts",
  schedule: "* * * * *",
}
