import type {
  SubscriberArgs,
  SubscriberConfig,
} from "@medusajs/framework/subscribers"
import { CustomerWorkflowEvents } from "@medusajs/framework/utils"
import { eraseCustomers } from "../workflows/exemptions"

/** Erases what the plugin keeps about a customer who was deleted. */
export default async function eraseDeletedCustomers({
  event: { data },
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await eraseCustomers([data.id], container)
}

export const config: SubscriberConfig = {
  event: CustomerWorkflowEvents.DELETED,
}
