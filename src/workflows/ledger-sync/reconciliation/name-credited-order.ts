import { deadlineFor, isKintsugiError } from "../../../kintsugi-api"
import type { ListedTransaction } from "../../../ledger/compare-ledgers"
import type { Finding } from "../../../ledger/finding"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"

/**
 * Names the sale that a refund credits if Kintsugi has the refund under an id
 * that the store does not know: it was reported before the database was
 * restored, or made at Kintsugi.
 */
export const nameCreditedOrder = async (
  finding: Finding,
  listed: ListedTransaction[],
  { client, organizationId }: KintsugiConnection,
  service: KintsugiModuleService
): Promise<Finding> => {
  const unknown = listed.find(
    ({ externalId }) => externalId === finding.external_id
  )
  if (!unknown || !isRefund(unknown)) {
    return finding
  }
  try {
    const related = await client.relatedTransactions(
      unknown.id,
      deadlineFor("background")
    )
    const [sale] = await service.listKintsugiLedgerEntries(
      {
        organization_id: organizationId,
        type: "sale",
        external_id: related.map(({ external_id }) => external_id),
      },
      { select: ["order_id", "display_id", "currency_code"], take: 1 }
    )
    return sale ? { ...finding, ...namedRefund(unknown, sale) } : finding
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    return finding
  }
}

/** Whether Kintsugi has it as a credit note or as a sale of less than nothing. */
const isRefund = ({ type, total }: ListedTransaction): boolean =>
  Boolean(type?.includes("CREDIT_NOTE") || total?.startsWith("-"))

const namedRefund = (
  { id, externalId, total = "0", tax }: ListedTransaction,
  {
    order_id,
    display_id,
    currency_code,
  }: { order_id: string; display_id: string | null; currency_code: string }
): Pick<Finding, "order_id" | "display_id" | "currency_code" | "message"> => ({
  order_id,
  display_id,
  currency_code,
  message:
    `Kintsugi has a refund of ${total.replace("-", "")} ${currency_code.toUpperCase()} with ${(tax ?? "0.00").replace("-", "")} tax (${id}, ${externalId}) of the order ${display_id ? `#${display_id}` : order_id}, which this store does not know: ` +
    "it was reported before the database was restored from a backup, or made at Kintsugi. If the money was refunded once and the refund is also entered here, it counts twice: have one of them archived at Kintsugi.",
})
