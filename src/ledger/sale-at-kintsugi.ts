import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { boundedId, boundedText } from "../contract/bounds"
import { sumOf } from "../tax/money"
import { allocate } from "./allocate"
import type { ChargedLine, ChargedTax } from "./charged-lines"
import type { SaleStatus } from "./entry"
import { PLACEHOLDERS } from "./placeholder-products"

/** A sale in Kintsugi's answer: its status and its lines. */
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
 * Reads what Kintsugi has of a sale, in the ledger's form: what was sent last
 * may differ, since the order may have changed after an answer was lost.
 *
 * @param orderLines - lines of the order, which have more details
 * @returns undefined where Kintsugi names no lines
 */
export const saleAtKintsugi = (
  { status, transaction_items }: SaleAtKintsugi,
  orderLines: ChargedLine[]
): { lines: ChargedLine[]; status: SaleStatus } | undefined =>
  transaction_items
    ? {
        status: status === "CANCELLED" ? "CANCELLED" : "COMMITTED",
        lines: transaction_items.map((item) => {
          const line = orderLines.find(
            ({ id }) => boundedId(id, "line") === item.external_id
          )
          const taxes = taxesOf(item, line)
          return {
            ...(line ?? toProductFields(item)),
            quantity: toPlainText(item.quantity ?? line?.quantity ?? 1),
            net: toPlainText(item.amount),
            tax: totalTax(taxes),
            taxes,
          }
        }),
      }
    : undefined

type Item = NonNullable<SaleAtKintsugi["transaction_items"]>[number]

/**
 * By jurisdiction, under the names that the order's line has: later additions
 * are compared with them, and under other names (Kintsugi's own, for example)
 * the same tax would be due twice. If the amount differs from the line's, it
 * is split in the line's proportions, unless Kintsugi names the same ones. If
 * Kintsugi says nothing about the tax, the line's taxes are used. For a line
 * that is no longer in the order, Kintsugi's names are used, or else the whole
 * amount under one name.
 */
const taxesOf = (
  { tax_amount_imported, tax_items }: Item,
  line: ChargedLine | undefined
): ChargedTax[] => {
  const theirTaxes = (tax_items ?? []).map(({ name, rate, amount }) => ({
    name,
    rate: toPlainText(rate),
    amount: toPlainText(amount),
  }))
  const lineTaxes = line?.taxes ?? []
  const statedTaxes = theirTaxes.length ? theirTaxes : lineTaxes
  const charged = toPlainText(tax_amount_imported ?? totalTax(statedTaxes))
  const isSum = (taxes: ChargedTax[]) => totalTax(taxes) === charged
  if (isSum(lineTaxes)) {
    return lineTaxes
  }
  const names = new Set(lineTaxes.map(({ name }) => name))
  const isTaxed = totalTax(lineTaxes) !== "0"
  const isOfLine = !isTaxed || theirTaxes.every(({ name }) => names.has(name))
  if (isOfLine && isSum(theirTaxes)) {
    return theirTaxes
  }
  return isTaxed
    ? splitInProportion(charged, lineTaxes)
    : [{ name: "Tax", rate: "0", amount: charged }]
}

const splitInProportion = (
  charged: string,
  taxes: ChargedTax[]
): ChargedTax[] => {
  const amounts = taxes.map(({ amount }) => amount)
  // No more decimals than the amounts have: a currency may have none.
  const digits = Math.max(
    ...[charged, ...amounts].map(
      (amount) => MathBN.convert(amount).decimalPlaces() ?? 0
    )
  )
  const shares = allocate(charged, amounts, digits)
  return taxes.map((tax, index) => ({
    ...tax,
    amount: shares[index]!.toFixed(),
  }))
}

const totalTax = (taxes: ChargedTax[]): string =>
  sumOf(taxes.map(({ amount }) => amount)).toFixed()

/** "20" for "20.00", "0" for "0E-9". */
const toPlainText = (amount: BigNumberInput): string =>
  MathBN.convert(amount).toFixed()

const toProductFields = ({
  external_id,
  external_product_id,
  product_name,
}: Item) => {
  // Kintsugi does not limit product names, and the ledger stores this one.
  const title = product_name
    ? boundedText(product_name, "lineDescription")
    : undefined
  const placeholder = (["shipping", "gift_card", "item"] as const).find(
    (kind) => PLACEHOLDERS[kind].id === external_product_id
  )
  return placeholder
    ? { id: external_id, kind: placeholder, title }
    : {
        id: external_id,
        kind: "item" as const,
        productId: external_product_id ?? undefined,
        title,
      }
}
