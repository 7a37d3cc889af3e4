import type { MedusaContainer } from "@medusajs/framework/types"
import { eraseOrphanedRecords } from "../workflows/explanation/erase-records"
import {
  eraseDeletedCustomers,
  eraseDeletedGroups,
  deleteSignedInCarts,
} from "../workflows/exemptions"

/**
 * Each night, erases the data of customers that were deleted without an event
 * and of deleted customer groups, what decided the tax of orders that were
 * deleted, and old records of who was signed in with a cart.
 */
export default async function eraseDeletedCustomersNightly(
  container: MedusaContainer
): Promise<void> {
  await eraseDeletedCustomers(container)
  await eraseOrphanedRecords(container)
  await eraseDeletedGroups(container)
  await deleteSignedInCarts(container)
}

export const config = {
  name: "kintsugi-erase-customers",
  schedule: "47 3 * * *",
}
