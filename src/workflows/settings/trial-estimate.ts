import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN, MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readAddress } from "../../tax/address/read-address"
import type { ProductCategory, TaxableLine } from "../../tax/cart/taxable-line"
import { toTaxAddress } from "../../tax/cart/place-of-supply"
import {
  type ExplainedJurisdiction,
  type Explanation,
  explainTax,
} from "../../tax/explanation/explain-tax"
import { readLineTax } from "../../tax/explanation/read-line-tax"
import type { ClassificationFacts } from "../../tax/explanation/tax-facts"
import { ZERO } from "../../tax/money"
import { isSupportedCurrency } from "../../tax/money/currencies"
import { askKintsugi } from "../explanation/ask-kintsugi"
import { classifyLines } from "../explanation/classify-lines"
import { customerFacts, placeFacts } from "../explanation/read-facts"
import { readCustomerStanding } from "../explanation/tax-subject"
import { checkReferences } from "../products/check-references"

type TrialLine = {
  /** Medusa's product, or instead a category and subcategory of Kintsugi's. */
  product_id?: string
  category?: string
  subcategory?: string
  /** The line's total before tax, in major units. */
  amount?: string
  quantity?: number
}

export type Trial = {
  address: {
    address_1?: string
    address_2?: string
    city?: string
    province?: string
    postal_code?: string
    country_code: string
  }
  /** Absent: the fields of one line are the trial's own. */
  lines?: TrialLine[]
  /** Of one shipping method, in major units. */
  shipping_amount?: string
  /** Medusa's customer, as if signed in. */
  customer_id?: string
  currency_code: string
  /** Calculates as if the merchant were registered there. */
  simulate_registration: boolean
} & TrialLine

/**
 * The sums of all lines; amounts in major units and rates as fractions, all
 * decimals as strings.
 */
export type TrialAnswer = {
  /** Of the first line. */
  taxed_as: ProductCategory | null
  /** ISO 4217, upper case. */
  currency_code: string
  taxable_amount: string
  tax_amount: string
  /** The tax by the whole amount. */
  tax_rate: string
  exempt: boolean
  exempt_reason: string | null
  has_active_registration: boolean
  simulated: boolean
  address_status: string | null
  jurisdictions: Omit<ExplainedJurisdiction, "base">[]
}

export type TrialResult = { estimate: TrialAnswer; explanation: Explanation }

/**
 * Asks Kintsugi for a trial estimate, and explains it. Touches no cart, creates
 * nothing, and sends a new request each time.
 *
 * @throws MedusaError that names the field, or says what Kintsugi answered
 */
export const trialEstimate = async (
  trial: Trial,
  container: MedusaContainer
): Promise<TrialResult> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const place = placeOf(trial)
  const currencyCode = currencyOf(trial)
  await service.settings.getClient()
  const given = linesOf(trial)
  const [classifications, customer, { connection }] = await Promise.all([
    classificationsOf(given, container),
    customerOf(trial, container),
    service.settings.getEffective(),
  ])
  const reply = await askKintsugi(
    {
      externalId: "kintsugi-trial",
      lines: given.map((line, index) =>
        toTaxableLine(line, index, {
          currencyCode,
          classification: classifications[index] ?? null,
        })
      ),
      address: place.reading.address,
      customer,
      classifiedProducts: new Set(
        given.flatMap(({ product_id }, index) =>
          (classifications[index]?.from ?? "kintsugi") === "kintsugi"
            ? (product_id ?? [])
            : []
        )
      ),
      simulateRegistration: trial.simulate_registration,
    },
    container
  )
  const explanation = explainTax(
    {
      currency_code: currencyCode,
      calculated_at: new Date().toISOString(),
      place: placeFacts({ ...place, metadata: null }, reply.addressStatus),
      customer: customerFacts(
        {
          ...place,
          customer,
          shipsNothing: false,
          isTrusted: customer !== undefined,
        },
        connection?.organizationId
      ),
      lines: reply.taxes.map((tax, index) => ({
        id: tax.line.id,
        kind: tax.line.kind,
        title: null,
        product_id: tax.line.productId ?? null,
        quantity: tax.line.quantity.toFixed(),
        amount: tax.line.amount.toFixed(),
        discount: "0",
        price_includes_tax: false,
        tax: tax.amount.toFixed(),
        classification: classifications[index] ?? null,
        answer: readLineTax(tax, reply.hasActiveRegistration),
      })),
      simulated: trial.simulate_registration,
    },
    { basis: "asked", recorded_at: null, is_confirmed: null, unknown: [] }
  )
  return { explanation, estimate: toAnswer(explanation) }
}

const toAnswer = (explanation: Explanation): TrialAnswer => {
  const { totals, lines, jurisdictions } = explanation
  const [first] = lines
  return {
    taxed_as: first?.classification
      ? {
          category: first.classification.category,
          subcategory: first.classification.subcategory,
        }
      : null,
    currency_code: explanation.currency_code,
    taxable_amount: totals.taxable,
    tax_amount: totals.tax,
    tax_rate: totals.effective_rate ?? "0",
    exempt: lines.every(({ tax, taxable }) =>
      [tax, taxable].every((amount) => MathBN.convert(amount).isZero())
    ),
    exempt_reason: first?.exempt_reason ?? null,
    has_active_registration: explanation.has_active_registration ?? false,
    simulated: explanation.simulated,
    address_status: explanation.place?.status ?? null,
    jurisdictions: jurisdictions.map(
      ({ name, rate, amount, exempt, exempt_reason }) => ({
        name,
        rate,
        amount,
        exempt,
        exempt_reason,
      })
    ),
  }
}

const badField = (field: string, problem: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `Field '${field}': ${problem}.`
  )

const FIELD_OF: Record<string, string> = {
  country: "address, country_code",
  state: "address, province",
  "postal code": "address, postal_code",
}

const placeOf = ({ address }: Trial) => {
  const reading = readAddress(toTaxAddress(address))
  if (reading.status === "incomplete") {
    throw badField(
      reading.missing.map((name) => FIELD_OF[name] ?? name).join("; "),
      "is required in this country"
    )
  }
  if (reading.status === "invalid") {
    throw badField("address, province", reading.problem)
  }
  return { reading, place: { address, type: "SHIP_TO" as const } }
}

const currencyOf = ({ currency_code }: Trial): string => {
  const code = currency_code.toUpperCase()
  if (!isSupportedCurrency(code)) {
    throw badField("currency_code", "Kintsugi does not support this currency")
  }
  return code
}

type GivenLine = TrialLine & { kind: TaxableLine["kind"] }

const linesOf = (trial: Trial): GivenLine[] => [
  ...(trial.lines ?? [trial]).map((line) => ({
    ...line,
    kind: "item" as const,
  })),
  ...(trial.shipping_amount === undefined
    ? []
    : [{ kind: "shipping" as const, amount: trial.shipping_amount }]),
]

/** Null where Kintsugi could not be asked for a product's category. */
const classificationsOf = async (
  lines: GivenLine[],
  container: MedusaContainer
): Promise<(ClassificationFacts | null)[]> => {
  const unclassified = lines.filter(({ category }) => !category)
  const productIds = [
    ...new Set(unclassified.flatMap(({ product_id }) => product_id ?? [])),
  ]
  if (productIds.length) {
    await checkReferences({ kind: "product", ids: productIds }, container)
  }
  const known = await classifyLines(unclassified, "admin", container)
  return lines.map((line) =>
    line.category && line.subcategory
      ? {
          category: line.category,
          subcategory: line.subcategory,
          from: "what_if",
        }
      : known(line)
  )
}

const customerOf = async (
  { customer_id }: Trial,
  container: MedusaContainer
) => {
  if (!customer_id) {
    return undefined
  }
  const customer = await readCustomerStanding(customer_id, container)
  if (!customer) {
    throw badField("customer_id", `there is no customer ${customer_id}`)
  }
  return customer
}

const toTaxableLine = (
  { kind, product_id, amount, quantity }: GivenLine,
  index: number,
  {
    currencyCode,
    classification,
  }: { currencyCode: string; classification: ClassificationFacts | null }
): TaxableLine => {
  const net = MathBN.convert(amount ?? 0)
  return {
    kind,
    id: index ? `trial-line-${index + 1}` : "trial-line",
    productId: product_id,
    classification:
      classification && classification.from !== "kintsugi"
        ? {
            category: classification.category,
            subcategory: classification.subcategory,
          }
        : undefined,
    quantity: MathBN.convert(quantity ?? 1),
    price: { withTax: ZERO, withoutTax: net },
    amount: net,
    currencyCode,
    rates: [],
  }
}
