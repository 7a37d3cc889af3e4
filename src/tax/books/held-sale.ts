import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { ChargedLine, ChargedTax } from "./charged-lines"
import type { SaleStatus } from "./ledger"
import { STAND_INS } from "./products"

/** A sale as Kintsugi answers it, as far as its lines go. */
export type SaleAtKintsugi = {
  status?: string | null
  transaction_items?:
    | {
        external_id: string
        external_product_id?: string | null
        product_name?: string | null
        quantity?: BigNumberInput | null
        amount: BigNumberInput
        tax_amount_imported?: BigNumberInput | null
        tax_items?:
          | { name: string; rate: BigNumberInput; amount: BigNumberInput }[]
          | null
      }[]
    | null
}

/**
 * What Kintsugi holds of a sale, in the ledger's terms: what was sent last may
 * be another thing, since the order may have changed after an answer was lost.
 *
 * @param known - lines of the order, which know more of themselves
 * @returns undefined where Kintsugi does not say
 */
export const heldSale = (
  { status, transaction_items }: SaleAtKintsugi,
  known: ChargedLine[]
): { lines: ChargedLine[]; status: SaleStatus } | undefined =>
  transaction_items
    ? {
        status: status === "CANCELLED" ? "CANCELLED" : "COMMITTED",
        lines: transaction_items.map((item) => {
          const line = known.find(({ id }) => id === item.external_id)
          const taxes = taxesOf(item, line)
          return {
            ...(line ?? namesOf(item)),
            quantity: plain(item.quantity ?? 1),
            net: plain(item.amount),
            tax: sumOf(taxes),
            taxes,
          }
        }),
      }
    : undefined

type Item = NonNullable<SaleAtKintsugi["transaction_items"]>[number]

/**
 * By jurisdiction as Kintsugi names them. Where those are not what was charged
 * (they may be left out, or be Kintsugi's own), the line's, if they are; or else
 * the amount under one name.
 */
const taxesOf = (
  { tax_amount_imported, tax_items }: Item,
  line: ChargedLine | undefined
): ChargedTax[] => {
  const named = (tax_items ?? []).map(({ name, rate, amount }) => ({
    name,
    rate: plain(rate),
    amount: plain(amount),
  }))
  const charged = plain(tax_amount_imported ?? sumOf(named))
  const known = line?.taxes ?? []
  return (
    [named, known].find((taxes) => sumOf(taxes) === charged) ?? [
      { name: "Tax", rate: "0", amount: charged },
    ]
  )
}

const sumOf = (taxes: ChargedTax[]): string =>
  MathBN.sum(0, ...taxes.map(({ amount }) => amount)).toFixed()

/** "20" for "20.00", "0" for "0E-9". */
const plain = (amount: BigNumberInput): string =>
  MathBN.convert(amount).toFixed()

const namesOf = ({ external_id, external_product_id, product_name }: Item) => {
  const title = product_name ?? undefined
  const standIn = (["shipping", "gift_card", "item"] as const).find(
    (kind) => STAND_INS[kind].id === external_product_id
  )
  return standIn
    ? { id: external_id, kind: standIn, title }
    : {
        id: external_id,
        kind: "item" as const,
        productId: external_product_id ?? undefined,
        title,
      }
}
