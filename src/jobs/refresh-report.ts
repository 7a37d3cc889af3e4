import type { MedusaContainer } from "@medusajs/framework/types"
import { refreshReportInTurn } from "../workflows/report"

/** Brings the tax report up to date. */
export default async function refreshTaxReport(
  container: MedusaContainer
): Promise<void> {
  await refreshReportInTurn(container)
}

export const config = {
  name: "kintsugi-refresh-report",
  schedule: "* * * * *",
}
