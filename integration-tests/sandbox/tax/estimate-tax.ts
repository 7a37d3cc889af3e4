import Big from "big.js"
import { labelsOf } from "../contract/categories"
import { addressStatus } from "./address-status"
import {
  formatAmount,
  formatRate,
  type Rounding,
  roundingFor,
  sum,
  ZERO,
} from "./decimals"
import type {
  EstimateAddress,
  EstimatedItem,
  EstimatedTaxItem,
  EstimateItem,
  EstimateRequest,
  EstimateResponse,
  ExemptReason,
  TaxItemReason,
} from "./estimate"
import { registrationsCovering, territoryAt } from "./jurisdictions"
import type { Line } from "./line"
import { isNeverTaxed, isPhysical, isShipping } from "./products"
import type { Fee, Territory } from "./territory"

export type KnownProduct = {
  product_category: string
  product_subcategory: string
  tax_exempt?: boolean
}

export type KnownCustomer = {
  exempt?: boolean
  /** "US-TX", "CA-ON", "EU", …; absent: everywhere. */
  exemptIn?: readonly string[]
}

/** What Kintsugi knows of a merchant before a request arrives. */
export type TaxKnowledge = {
  /** Where the merchant collects tax: "US-TX", "CA-ON", "EU", "JP", … */
  registrations: "all" | ReadonlySet<string>
  /** By the merchant's own id. */
  products: ReadonlyMap<string, KnownProduct>
  customers: ReadonlyMap<string, KnownCustomer>
  /** Where a customer's exemptions hold on a day; "*" is everywhere. */
  exemptIn?(customerId: string, day: string): string[]
}

type AssessedTax = {
  name: string
  rate: Big
  amount: Big
  exempt: boolean
  reason: TaxItemReason
}

type AssessedItem = {
  item: EstimateItem
  line: Line
  reason?: ExemptReason
  taxable: Big
  taxes: AssessedTax[]
}

/**
 * The answer to an estimate that has passed the contract's checks: one tax
 * item per jurisdiction, rounded per item and jurisdiction, and totals that
 * are the sums of the rounded amounts. Pure: the same request and knowledge
 * give the same answer.
 */
export function estimateTax(
  request: EstimateRequest,
  knowledge: TaxKnowledge
): EstimateResponse {
  const address = decidingAddress(request.addresses)
  const registered =
    request.simulate_active_registration === true ||
    isRegistered(address, knowledge)
  const territory = territoryAt(address)
  const customerExempt = isExemptCustomer(request, address, knowledge)
  const round = roundingFor(request.currency)

  const assess = (item: EstimateItem): AssessedItem => {
    const line = toLine(item, knowledge)
    if (!registered) {
      return { item, line, reason: "REGION", taxable: ZERO, taxes: [] }
    }
    if (!territory) {
      return { item, line, reason: "NO_RULE_FOUND", taxable: ZERO, taxes: [] }
    }

    const reason = customerExempt
      ? "CUSTOMER"
      : exemptionOf(item, line, knowledge)
    return reason
      ? untaxed(item, line, reason, territory)
      : taxed(item, line, territory, round)
  }

  const items = request.transaction_items.map(assess)
  if (territory?.fee) {
    addFee(items, territory.fee)
  }

  return buildResponse(request, items, registered)
}

/** The ship-to address decides; the bill-to address is the fallback. */
function decidingAddress(addresses: readonly EstimateAddress[]) {
  const address =
    addresses.find(({ type }) => type === "SHIP_TO") ?? addresses[0]
  if (!address) {
    throw new Error("An estimate needs an address")
  }
  return address
}

function isRegistered(address: EstimateAddress, knowledge: TaxKnowledge) {
  const { registrations } = knowledge

  return (
    registrations === "all" ||
    registrationsCovering(address).some((place) => registrations.has(place))
  )
}

function isExemptCustomer(
  request: EstimateRequest,
  address: EstimateAddress,
  knowledge: TaxKnowledge
): boolean {
  const id = request.customer?.external_id ?? ""
  const places = knowledge.exemptIn?.(id, request.date.slice(0, 10)) ?? []
  const here = ["*", address.country, ...registrationsCovering(address)]
  if (places.some((place) => here.includes(place))) {
    return true
  }
  const customer = knowledge.customers.get(id)
  if (!customer || customer.exempt === false) {
    return false
  }
  if (!customer.exemptIn) {
    return customer.exempt === true
  }

  const covering = registrationsCovering(address)
  return customer.exemptIn.some((place) => covering.includes(place))
}

/**
 * The request's category wins over the product's own. Kintsugi does not
 * document which of them wins; this interpretation reveals a plugin that
 * overrides what the merchant classified in Kintsugi.
 */
function toLine(item: EstimateItem, knowledge: TaxKnowledge): Line {
  const known = knowledge.products.get(item.external_product_id ?? "")
  const own = item.product_category != null && item.product_subcategory != null
  const quantity = new Big(item.quantity ?? 1).abs()

  return {
    amount: new Big(item.amount),
    quantity: quantity.eq(0) ? new Big(1) : quantity,
    ...labelsOf(
      (own ? item.product_category : known?.product_category) ?? "",
      (own ? item.product_subcategory : known?.product_subcategory) ?? ""
    ),
  }
}

function exemptionOf(
  item: EstimateItem,
  line: Line,
  knowledge: TaxKnowledge
): ExemptReason | undefined {
  if (item.exempt) {
    return "TRANSACTION"
  }
  const known = knowledge.products.get(item.external_product_id ?? "")
  if (known?.tax_exempt || isNeverTaxed(line)) {
    return "PRODUCT"
  }
  return line.amount.eq(0) ? "ZERO_VALUE_ITEM" : undefined
}

const WHY_NO_TAX: Partial<Record<ExemptReason, TaxItemReason>> = {
  CUSTOMER: "RULE_EXCLUDED_IN_CALCULATION",
  TRANSACTION: "RULE_EXCLUDED_IN_CALCULATION",
  PRODUCT: "PRODUCT_EXEMPT",
}

/** The jurisdictions are still named with their rates, and their tax is 0. */
function untaxed(
  item: EstimateItem,
  line: Line,
  reason: ExemptReason,
  territory: Territory
): AssessedItem {
  const why = WHY_NO_TAX[reason]

  return {
    item,
    line,
    reason,
    taxable: ZERO,
    taxes: territory.leviesOn(line).map(({ name, rate }) => ({
      name,
      rate: new Big(rate),
      amount: ZERO,
      exempt: why !== undefined,
      reason: why ?? "RULE_FOUND_TAXABLE",
    })),
  }
}

function taxed(
  item: EstimateItem,
  line: Line,
  territory: Territory,
  round: Rounding
): AssessedItem {
  const levies = territory.leviesOn(line)
  const taxable = levies.reduce(
    (most, { base }) => (base.abs().gt(most.abs()) ? base : most),
    ZERO
  )
  const nothingTaxable = levies.length > 0 && taxable.eq(0)

  return {
    item,
    line,
    reason: nothingTaxable ? "PRODUCT" : undefined,
    taxable,
    taxes: levies.map(({ name, rate, base }) => ({
      name,
      rate: new Big(rate),
      amount: round(base.times(rate)),
      exempt: base.eq(0),
      reason: base.eq(0) ? "RULE_FOUND_NOT_TAXABLE" : "RULE_FOUND_TAXABLE",
    })),
  }
}

/** Added to the shipping, even a free one, or else to the first taxed item. */
function addFee(items: AssessedItem[], fee: Fee): void {
  const firstTaxed = items.find(
    ({ line, taxable }) => isPhysical(line) && taxable.gt(0)
  )
  if (!firstTaxed) {
    return
  }

  const shipping = items.find(
    ({ item, line, reason }) =>
      isShipping(line) && !item.exempt && reason !== "CUSTOMER"
  )
  const bearer = shipping ?? firstTaxed
  bearer.taxes.push({
    name: fee.name,
    rate: ZERO,
    amount: new Big(fee.amount),
    exempt: false,
    reason: "RULE_FOUND_TAXABLE",
  })
  // An item with a fee is not exempt, even if its rates take nothing.
  bearer.reason = undefined
}

function buildResponse(
  request: EstimateRequest,
  items: readonly AssessedItem[],
  registered: boolean
): EstimateResponse {
  const echoed = { ...request }
  delete echoed.simulate_active_registration
  const tax = sum(items.map(({ taxes }) => taxOf(taxes)))
  const taxable = sum(items.map((item) => item.taxable))

  return {
    ...echoed,
    marketplace: request.marketplace ?? false,
    addresses: request.addresses.map((address) => ({
      ...address,
      status: addressStatus(address),
    })),
    transaction_items: items.map(toEstimatedItem),
    total_tax_amount_calculated: formatAmount(tax),
    taxable_amount: formatAmount(taxable),
    tax_rate_calculated: taxable.eq(0) ? "0.00" : formatRate(tax.div(taxable)),
    nexus_met: registered,
    has_active_registration: registered,
  }
}

function toEstimatedItem(assessed: AssessedItem): EstimatedItem {
  const { item, line, reason, taxable, taxes } = assessed
  const rates = taxes.filter(({ exempt }) => !exempt).map(({ rate }) => rate)

  return {
    ...item,
    product_category: line.category,
    product_subcategory: line.subcategory,
    quantity: item.quantity == null ? "1.0" : new Big(item.quantity).toFixed(),
    amount: formatAmount(line.amount),
    exempt: reason !== undefined,
    ...(reason && { exempt_reason: reason }),
    tax_amount: formatAmount(taxOf(taxes)),
    taxable_amount: formatAmount(taxable),
    tax_rate: formatRate(taxable.eq(0) ? ZERO : sum(rates)),
    tax_items: taxes.map(toTaxItem),
  }
}

function toTaxItem(tax: AssessedTax): EstimatedTaxItem {
  return {
    name: tax.name,
    rate: formatRate(tax.rate),
    amount: formatAmount(tax.amount),
    exempt: tax.exempt,
    exempt_reason: tax.reason,
  }
}

function taxOf(taxes: readonly AssessedTax[]): Big {
  return sum(taxes.map(({ amount }) => amount))
}
