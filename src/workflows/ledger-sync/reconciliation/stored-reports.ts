import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiReconciliation } from "../../../modules/kintsugi/models/reconciliation"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { Compared, Repaired, StoredFinding } from "./report"

type Stored = InferTypeOf<typeof KintsugiReconciliation>

/** Reports of older versions lack some of the fields. */
export type ReconciliationRow = Omit<
  Stored,
  "compared" | "findings" | "repaired"
> & {
  compared: Partial<Compared> | null
  findings: { organization_id?: string; items: StoredFinding[] } | null
  repaired: Repaired | null
}

/** How many reports are kept. */
const MAX_REPORTS = 30

/** Deletes all reports but the latest. */
export const deleteOldReports = async (
  service: KintsugiModuleService
): Promise<void> => {
  const old = await service.listKintsugiReconciliations(
    {},
    {
      select: ["id"],
      order: { created_at: "DESC" },
      skip: MAX_REPORTS,
      take: 1_000,
    }
  )
  if (old.length) {
    await service.deleteKintsugiReconciliations(old.map(({ id }) => id))
  }
}

/** The latest reconciliation, if there was one. */
export const latestReconciliation = async (
  container: MedusaContainer
): Promise<ReconciliationRow | null> => {
  const [row] = (await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiReconciliations(
      {},
      { take: 1, order: { created_at: "DESC" } }
    )) as unknown as ReconciliationRow[]
  return row ?? null
}

/** A report without its findings. */
export type ReconciliationSummary = Pick<
  ReconciliationRow,
  "id" | "state" | "from" | "to" | "count" | "created_at" | "finished_at"
>

/** The reports that are kept, the latest first. */
export const listReconciliations = (
  container: MedusaContainer
): Promise<ReconciliationSummary[]> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiReconciliations(
      {},
      {
        take: MAX_REPORTS,
        order: { created_at: "DESC" },
        select: [
          "id",
          "state",
          "from",
          "to",
          "count",
          "created_at",
          "finished_at",
        ],
      }
    )
