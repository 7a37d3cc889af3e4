import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type RecordedTransaction,
  compareLedgers,
} from "../../../ledger/compare-ledgers"
import type { Finding } from "../../../ledger/finding"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { ComparedRow } from "../../../modules/kintsugi/queries/ledger-pages"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import { atMost } from "../../limit-concurrency"
import { MAX_LOOKUPS, listAtKintsugi } from "./list-at-kintsugi"
import { nameCreditedOrder } from "./name-credited-order"

type Range = { from: Date; to: Date }

/** How many entries are in memory at a time, unless a single day has more. */
const RECORDS = 1_000

/** The result for one part of the time range. */
export type ComparedPart = {
  findings: Finding[]
  records: number
  transactions: number
}

/**
 * Compares the ledger with what Kintsugi has, from `from` until `to`, both
 * included. It does so part by part, so that the memory that it needs does not
 * grow with the time range, nor with what the merchant sells elsewhere.
 *
 * @param renewLease - called after each of Kintsugi's answers: one part may
 * take longer than a lease lasts
 * @throws KintsugiError, and what `renewLease` throws
 */
export async function* compareWithKintsugi(
  range: Range,
  connection: KintsugiConnection,
  container: MedusaContainer,
  renewLease: () => Promise<void>
): AsyncGenerator<ComparedPart> {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { organizationId } = connection
  const parts = await service.ledger.divideByEntryCount(
    { organizationId, ...range },
    RECORDS
  )
  for (const part of parts) {
    yield await comparePart(part, connection, service, renewLease)
  }
}

const comparePart = async (
  part: Range,
  connection: KintsugiConnection,
  service: KintsugiModuleService,
  renewLease: () => Promise<void>
): Promise<ComparedPart> => {
  const { organizationId, settings } = connection
  const rows = await service.ledger.listComparedRows({
    organizationId,
    ...part,
  })
  const { listed, duplicates, count } = await listAtKintsugi(
    part,
    rows,
    connection,
    service,
    renewLease
  )
  const findings = compareLedgers(rows.map(toRecorded), listed, {
    totalsIncludeTax: settings.sync.totalsIncludeTax,
  })
  const limit = atMost(MAX_LOOKUPS)
  return {
    findings: [
      ...(await Promise.all(
        findings.map(async (finding) =>
          finding.kind === "unknown_to_the_store"
            ? limit(async () => {
                await renewLease()
                return nameCreditedOrder(finding, listed, connection, service)
              })
            : finding
        )
      )),
      ...duplicates,
    ],
    records: rows.length,
    transactions: count,
  }
}

const toRecorded = (row: ComparedRow): RecordedTransaction => ({
  externalId: row.external_id,
  orderId: row.order_id,
  displayId: row.display_id,
  currencyCode: row.currency_code,
  attempts: row.attempts,
  taxSource: row.tax_source,
  reason: row.reason,
  type: row.type,
  state: row.state,
  waitsFor: row.blocked_by,
  message: row.message,
  isDelivered: row.is_delivered,
  isCancelled: row.is_cancelled,
  net: row.net,
  tax: row.tax,
  calculatedTax: row.calculated_tax,
  lines: row.lines ?? undefined,
})
