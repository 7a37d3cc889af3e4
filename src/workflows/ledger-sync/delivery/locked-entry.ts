import { MathBN } from "@medusajs/framework/utils"
import {
  type KintsugiLedgerEntry,
  deadlineFor,
  mayBeDuplicate,
} from "../../../kintsugi-api"
import { netOf, taxOf } from "../../../ledger/charged-lines"
import type { Difference } from "../../../ledger/compare-transaction"
import { saleAtKintsugi } from "../../../ledger/sale-at-kintsugi"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { LedgerEntryRow, SaleContent } from "../entry-rows"
import { DiffersAtKintsugi, WHY, differencesFrom } from "./differs-at-kintsugi"

/** What a filing at Kintsugi means for a sale whose change was refused. */
export type Lock =
  /** The sale is in a filing as we sent it, or as `differs` says. */
  | {
      filed: KintsugiLedgerEntry
      /** What the ledger has of it from now on. */
      content: SaleContent
      differs?: DiffersAtKintsugi
    }
  /** It is not, or is not ours as it is there, or could not be looked up. */
  | { filed?: undefined; failure?: unknown; differs?: DiffersAtKintsugi }

/**
 * Whether a change was refused because the sale is in a filing; or the failure
 * to look that up, so that the row is tried again and not parked.
 */
export const lookUpLock = async (
  error: unknown,
  row: LedgerEntryRow,
  { client }: KintsugiConnection
): Promise<Lock> => {
  const found = error instanceof DiffersAtKintsugi ? error.there : undefined
  if (row.type !== "sale" || !(found || mayBeDuplicate(error))) {
    return {}
  }
  try {
    const there =
      found ??
      (await client.findTransaction(row.external_id, deadlineFor("background")))
    return there?.locked ? readLock(there, row) : {}
  } catch (failure) {
    return { failure }
  }
}

/**
 * Reads a locked sale. If the answer to the sale itself was lost, it may have
 * been filed before it was found: then it is what was sent at that time.
 * Anything else that is in a filing under our id, and is not what was sent, is
 * parked for the merchant.
 *
 * @param there - the sale in the filing
 * @param row - the sale's, as it was before this delivery
 */
export const readLock = (
  there: KintsugiLedgerEntry,
  row: Pick<
    LedgerEntryRow,
    "content" | "delivered_content" | "request" | "attempts" | "kintsugi_id"
  >
): Lock => {
  const content = row.content as SaleContent
  const delivered = row.delivered_content as SaleContent | null
  const filed = saleAtKintsugi(there, (delivered ?? content).lines)
  if (delivered) {
    const differences = filed ? differencesOfFiled(delivered, filed, there) : []
    return {
      filed: there,
      content: delivered,
      ...(differences.length && {
        differs: new DiffersAtKintsugi(there, differences, WHY.filed),
      }),
    }
  }
  const isAnswerLost = row.attempts > 0 && !row.kintsugi_id
  if (isAnswerLost && filed) {
    return { filed: there, content: { ...content, ...filed } }
  }
  const differences = differencesFrom(row.request, there)
  return differences.length
    ? { differs: new DiffersAtKintsugi(there, differences, WHY.filed) }
    : {}
}

/** Compares what was once sent with what is in the filing, with its totals. */
const differencesOfFiled = (
  delivered: SaleContent,
  filed: Pick<SaleContent, "lines">,
  { total_amount, total_tax_amount_imported }: KintsugiLedgerEntry
): Difference[] => {
  const [net, tax] = [netOf(delivered.lines), taxOf(delivered.lines)]
  // The option may have been different when it was sent.
  const isTotal =
    total_amount === undefined ||
    net.eq(total_amount) ||
    net.plus(tax).eq(total_amount)
  return (
    [
      ["net", net, netOf(filed.lines).toFixed()],
      ["tax", tax, taxOf(filed.lines).toFixed()],
      ["total", net, isTotal ? net.toFixed() : total_amount],
      ["total tax", tax, total_tax_amount_imported ?? tax.toFixed()],
    ] as const
  ).flatMap(([what, here, there]) =>
    here.eq(there)
      ? []
      : [
          {
            what,
            sent: here.toFixed(2),
            there: MathBN.convert(there).toFixed(2),
          },
        ]
  )
}
