import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { type Finding, findingKey } from "../../../ledger/finding"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiDismissedFinding } from "../../../modules/kintsugi/models/dismissed-finding"
import { retryConflict } from "../../../modules/kintsugi/retry-conflict"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { type Actor, readActors } from "../../settings/actors"
import type { StoredFinding } from "./report"
import { latestReconciliation } from "./stored-reports"

type DismissedFindingRow = InferTypeOf<typeof KintsugiDismissedFinding>

/** A dismissed finding as the Admin shows it. */
export type DismissedFinding = Pick<
  DismissedFindingRow,
  | "id"
  | "kind"
  | "external_id"
  | "order_id"
  | "display_id"
  | "currency_code"
  | "message"
  | "note"
> & { dismissed_at: Date; dismissed_by: Actor | null }

/** Marks what the merchant has dismissed, unless it says something new. */
export const markDismissed = async (
  findings: Finding[],
  organizationId: string,
  container: MedusaContainer
): Promise<StoredFinding[]> => {
  if (!findings.length) {
    return []
  }
  const keyed = findings.map((finding) => ({
    finding,
    key: findingKey(finding, organizationId),
  }))
  const dismissed = await dismissedKeys(
    keyed.map(({ key }) => key),
    container
  )
  return keyed.map(({ finding, key }) =>
    dismissed.has(key) ? { ...finding, dismissed: true } : finding
  )
}

/** The keys among these of dismissed findings. */
export const dismissedKeys = async (
  keys: string[],
  container: MedusaContainer
): Promise<ReadonlySet<string>> => {
  const rows = await serviceOf(container).listKintsugiDismissedFindings(
    { key: keys },
    { select: ["key"], take: null }
  )
  return new Set(rows.map(({ key }) => key))
}

/** A page of the dismissed findings, the latest first. */
export const listDismissedFindings = async (
  { limit, offset }: { limit: number; offset: number },
  container: MedusaContainer
): Promise<{ dismissed_findings: DismissedFinding[]; count: number }> => {
  const [rows, count] = await serviceOf(
    container
  ).listAndCountKintsugiDismissedFindings(
    {},
    { take: limit, skip: offset, order: { id: "DESC" } }
  )
  return { dismissed_findings: await toReadings(rows, container), count }
}

const toReadings = async (
  rows: DismissedFindingRow[],
  container: MedusaContainer
): Promise<DismissedFinding[]> => {
  const actorOf = await readActors(
    rows.flatMap(({ dismissed_by }) => dismissed_by ?? []),
    container
  )
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    external_id: row.external_id,
    order_id: row.order_id,
    display_id: row.display_id,
    currency_code: row.currency_code,
    message: row.message,
    note: row.note,
    dismissed_at: row.created_at,
    dismissed_by: row.dismissed_by ? actorOf(row.dismissed_by) : null,
  }))
}

type Dismissal = {
  /** As the latest report names the finding. */
  finding_id: string
  note: string
  /** Id of the user or of the secret API key in Medusa. */
  by: string
}

/** @throws MedusaError (not_found) where the latest report does not list it */
const dismissFindingStep = createStep(
  "kintsugi-dismiss-finding",
  async ({ finding_id, note, by }: Dismissal, { container }) => {
    const service = serviceOf(container)
    const finding = await findingOfLatestReport(finding_id, container)
    const { saved, before } = await retryConflict(async () => {
      const [row] = await service.listKintsugiDismissedFindings({
        key: finding_id,
      })
      const values = { note, dismissed_by: by }
      return {
        before: row,
        saved: row
          ? await service.updateKintsugiDismissedFindings({
              id: row.id,
              ...values,
            })
          : await service.createKintsugiDismissedFindings({
              key: finding_id,
              kind: finding.kind,
              external_id: finding.external_id,
              order_id: finding.order_id,
              display_id: finding.display_id ?? null,
              currency_code: finding.currency_code ?? null,
              message: finding.message,
              ...values,
            }),
      }
    })
    const [reading] = await toReadings([saved], container)
    return new StepResponse(reading!, { id: saved.id, before })
  },
  async (saved, { container }) => {
    if (saved?.before) {
      const { id, note, dismissed_by } = saved.before
      await serviceOf(container).updateKintsugiDismissedFindings({
        id,
        note,
        dismissed_by,
      })
    } else if (saved) {
      await serviceOf(container).deleteKintsugiDismissedFindings(saved.id)
    }
  }
)

const findingOfLatestReport = async (
  findingId: string,
  container: MedusaContainer
): Promise<StoredFinding> => {
  const { organization_id = null, items = [] } =
    (await latestReconciliation(container))?.findings ?? {}
  const finding = items.find(
    (item) => findingKey(item, organization_id) === findingId
  )
  if (!finding) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `The latest comparison has no finding ${findingId}: another one has run since, or what it says has changed. Read GET /admin/kintsugi/reconciliation again.`
    )
  }
  return finding
}

/**
 * Dismisses a finding of the latest reconciliation: the merchant has explained
 * it. Later comparisons leave it out, until what it says changes.
 *
 * @example
 * await dismissFindingWorkflow(container).run({
 *   input: { finding_id: "1f…", note: "Filed by hand.", by: "user_1" },
 * })
 */
export const dismissFindingWorkflow = createWorkflow(
  "kintsugi-dismiss-finding",
  (input: Dismissal) => new WorkflowResponse(dismissFindingStep(input))
)

/** @throws MedusaError (not_found) */
const restoreFindingStep = createStep(
  "kintsugi-restore-finding",
  async ({ id }: { id: string }, { container }) => {
    const service = serviceOf(container)
    const [before] = await service.listKintsugiDismissedFindings({ id })
    if (!before) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `There is no dismissed finding ${id}; it may have been taken back already.`
      )
    }
    await service.deleteKintsugiDismissedFindings(id)
    return new StepResponse({ id }, before)
  },
  async (before, { container }) => {
    if (before) {
      const { id, key, kind, external_id, order_id, display_id } = before
      const { currency_code, message, note, dismissed_by } = before
      await serviceOf(container).createKintsugiDismissedFindings({
        id,
        key,
        kind,
        external_id,
        order_id,
        display_id,
        currency_code,
        message,
        note,
        dismissed_by,
      })
    }
  }
)

/**
 * Takes back that a finding was dismissed: it is open again.
 *
 * @example
 * await restoreFindingWorkflow(container).run({ input: { id: "kindis_1" } })
 */
export const restoreFindingWorkflow = createWorkflow(
  "kintsugi-restore-finding",
  (input: { id: string }) => new WorkflowResponse(restoreFindingStep(input))
)

const serviceOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
