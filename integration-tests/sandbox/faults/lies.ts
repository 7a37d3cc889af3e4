import Big from "big.js"
import { formatAmount, formatRate, sum } from "../tax/decimals"
import type { EstimatedItem, EstimateResponse } from "../tax/estimate"
import type { Lie } from "./fault"

/** A page of the contract's shape with these estimates. */
export function toPage(items: unknown[]) {
  return {
    items,
    total: items.length,
    page: 1,
    size: 50,
    pages: items.length ? 1 : 0,
  }
}

/**
 * A correct estimate, falsified in one respect. Everything else stays
 * consistent, especially the totals, so that only a check of that one respect
 * can detect it.
 */
export function falsify(lie: Lie, truth: EstimateResponse): unknown {
  const { transaction_items: items } = truth

  switch (lie) {
    case "drop-item":
      return withItems(truth, items.slice(0, -1))
    case "duplicate-item":
      return withItems(truth, [...items, ...items.slice(0, 1)])
    case "extra-item":
      return withItems(truth, [
        ...items,
        ...items
          .slice(0, 1)
          .map((item) => ({ ...item, external_id: "item_nobody_asked_for" })),
      ])
    case "shuffle":
      return withItems(truth, [...items].reverse())
    case "negative-tax":
      return withItems(
        truth,
        changeOne(items, (item) => withTax(item, "-0.5"))
      )
    case "nan-tax":
      return nanTax(truth)
    case "absurd-tax":
      return withItems(
        truth,
        changeOne(items, (item) => withTax(item, "2"))
      )
    case "percent-rates":
      return percentRates(truth)
    case "wrong-total":
      return {
        ...truth,
        total_tax_amount_calculated: plus(
          truth.total_tax_amount_calculated,
          "1"
        ),
      }
    case "wrong-sum":
      return withItems(
        truth,
        changeOne(items, (item) => ({
          ...item,
          tax_amount: plus(item.tax_amount, "0.5"),
        }))
      )
    case "numbers":
      return asNumbers(truth)
    case "no-ids":
      return {
        ...truth,
        transaction_items: items.map((item) => ({
          ...item,
          external_id: undefined,
        })),
      }
    case "other-currency":
      return { ...truth, currency: truth.currency === "EUR" ? "USD" : "EUR" }
    case "page":
      return toPage([truth])
    case "empty-page":
      return toPage([])
    case "list":
      return [truth]
    case "exempt-with-tax":
      return withItems(
        truth,
        changeOne(items, (item) => ({
          ...(isTaxed(item) ? item : withTax(item, "0.1")),
          exempt: true,
          exempt_reason: "PRODUCT",
        }))
      )
    case "invalid-address":
      return {
        ...truth,
        addresses: truth.addresses.map((address) => ({
          ...address,
          status: "INVALID",
        })),
      }
    case "same-names":
      return {
        ...truth,
        transaction_items: items.map((item) => ({
          ...item,
          tax_items: item.tax_items.map((tax) => ({
            ...tax,
            name: "Sales Tax",
          })),
        })),
      }
  }
}

function withItems(
  truth: EstimateResponse,
  items: EstimatedItem[]
): EstimateResponse {
  const total = (field: "tax_amount" | "taxable_amount") =>
    formatAmount(sum(items.map((item) => new Big(item[field]))))

  return {
    ...truth,
    transaction_items: items,
    total_tax_amount_calculated: total("tax_amount"),
    taxable_amount: total("taxable_amount"),
  }
}

/** Changes the first taxed line, or else the first line. */
function changeOne(
  items: readonly EstimatedItem[],
  change: (item: EstimatedItem) => EstimatedItem
): EstimatedItem[] {
  const chosen = items.find(isTaxed) ?? items[0]
  return items.map((item) => (item === chosen ? change(item) : item))
}

function isTaxed(item: EstimatedItem): boolean {
  return !new Big(item.tax_amount).eq(0)
}

/** The line with one jurisdiction at this rate of its amount (or of 1). */
function withTax(item: EstimatedItem, rate: string): EstimatedItem {
  const amount = new Big(item.amount)
  const base = amount.eq(0) ? new Big(1) : amount.abs()
  const tax = formatAmount(base.times(rate))
  const shownRate = formatRate(new Big(rate).abs())

  return {
    ...item,
    exempt: false,
    exempt_reason: undefined,
    tax_amount: tax,
    tax_rate: shownRate,
    tax_items: [
      {
        name: item.tax_items[0]?.name ?? "State Sales Tax",
        rate: shownRate,
        amount: tax,
        exempt: false,
        exempt_reason: "RULE_FOUND_TAXABLE",
      },
    ],
  }
}

function nanTax(truth: EstimateResponse): EstimateResponse {
  return {
    ...truth,
    total_tax_amount_calculated: "NaN",
    transaction_items: changeOne(truth.transaction_items, (item) => ({
      ...item,
      tax_amount: "NaN",
      tax_items: item.tax_items.map((tax) => ({ ...tax, amount: "NaN" })),
    })),
  }
}

function percentRates(truth: EstimateResponse): EstimateResponse {
  const percent = (rate: string) => formatRate(new Big(rate).times(100))

  return {
    ...truth,
    tax_rate_calculated: percent(truth.tax_rate_calculated),
    transaction_items: truth.transaction_items.map((item) => ({
      ...item,
      tax_rate: percent(item.tax_rate),
      tax_items: item.tax_items.map((tax) => ({
        ...tax,
        rate: percent(tax.rate),
      })),
    })),
  }
}

const DECIMALS = new Set([
  "amount",
  "quantity",
  "rate",
  "tax_amount",
  "taxable_amount",
  "tax_rate",
  "total_tax_amount_calculated",
  "tax_rate_calculated",
])

function asNumbers(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, field: unknown) =>
      DECIMALS.has(key) ? Number(field) : field
    )
  )
}

function plus(amount: string, more: string): string {
  return formatAmount(new Big(amount).plus(more))
}
