import type { MedusaContainer } from "@medusajs/framework/types"
import { refreshExemptionsNightly } from "../workflows/exemptions"

/** Compares the stored exemptions of customers with Kintsugi's each night. */
export default async function refreshStoredExemptions(
  container: MedusaContainer
): Promise<void> {
  await refreshExemptionsNightly(container)
}

// Before the job that erases customers who were deleted meanwhile.
export const config = {
  name: "kintsugi-refresh-exemptions",
  schedule: "27 2 * * *",
}
