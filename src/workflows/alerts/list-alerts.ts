import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { Condition } from "./conditions"

/** An alert as the Admin shows it. */
export type AlertReading = Condition & {
  id: string
  opened_at: Date
  /** Null while it is open. */
  closed_at: Date | null
}

/**
 * A page of the alerts, the latest first; those of the same moment are sorted by
 * what they are about.
 *
 * @param state - whether those that are open, or those that are over
 */
export const listAlerts = async (
  {
    state,
    limit,
    offset,
  }: { state: "open" | "closed"; limit: number; offset: number },
  container: MedusaContainer
): Promise<{ alerts: AlertReading[]; count: number }> => {
  const [rows, count] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listAndCountKintsugiAlerts(
      { closed_at: state === "open" ? null : { $ne: null } },
      {
        take: limit,
        skip: offset,
        // Ids of the same millisecond are in no order.
        order: { opened_at: "DESC", subject: "ASC", id: "ASC" },
        select: ["id", "kind", "subject", "facts", "opened_at", "closed_at"],
      }
    )
  return {
    alerts: rows.map(
      ({ id, kind, subject, facts, opened_at, closed_at }) =>
        ({ id, kind, subject, facts, opened_at, closed_at }) as AlertReading
    ),
    count,
  }
}
