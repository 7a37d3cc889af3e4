import { MathBN } from "@medusajs/framework/utils"
import { chargedLines } from "../../src/ledger/charged-lines"
import type { OrderForLedger } from "../../src/ledger/order"
import {
  type RowSources,
  toRow,
} from "../../src/workflows/ledger-sync/build-row"
import type { RowValues } from "../../src/workflows/ledger-sync/entry-rows"

/** The ledger's row for the sale of an order that was never changed. */
export const saleValues = (
  order: OrderForLedger,
  {
    status = "COMMITTED",
    ...surroundings
  }: Pick<RowSources, "settings" | "timeZone"> &
    Partial<RowSources> & { status?: "COMMITTED" | "CANCELLED" }
): RowValues =>
  toRow(
    {
      type: "sale",
      reason: "order",
      externalId: order.id,
      referenceId: order.id,
      at: new Date(order.created_at),
      lines: chargedLines(order),
      status,
    },
    {
      order,
      organizationId: "orgn_1",
      sold: [],
      credited: MathBN.convert(0),
      existing: undefined,
      ...surroundings,
    }
  )
