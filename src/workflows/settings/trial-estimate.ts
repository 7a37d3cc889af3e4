import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN, MedusaError } from "@medusajs/framework/utils"
import {
  type EstimateRequest,
  deadlineFor,
  isKintsugiError,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readAddress } from "../../tax/address/read-address"
import { ZERO } from "../../tax/money"
import { isSupportedCurrency } from "../../tax/money/currencies"
import { toEstimateRequest } from "../../tax/estimate/estimate-request"
import {
  type LineTax,
  validateEstimate,
} from "../../tax/estimate/validate-estimate"
import type { ProductCategory, TaxableLine } from "../../tax/cart/taxable-line"
import { logRefusal } from "../log-refusal"
import { readClassification } from "../products/read-classification"
import { whyRefused } from "./why-refused"

export type Trial = {
  address: {
    address_1?: string
    address_2?: string
    city?: string
    province?: string
    postal_code?: string
    country_code: string
  }
  /** Medusa's product, or instead a category and subcategory of Kintsugi's. */
  product_id?: string
  category?: string
  subcategory?: string
  /** The line's total before tax, in major units. */
  amount: string
  currency_code: string
  /** Calculates as if the merchant were registered there. */
  simulate_registration: boolean
}

/** Amounts in major units and rates as fractions, all decimals as strings. */
export type TrialAnswer = {
  taxed_as: ProductCategory | null
  /** ISO 4217, upper case. */
  currency_code: string
  taxable_amount: string
  tax_amount: string
  tax_rate: string
  exempt: boolean
  exempt_reason: string | null
  has_active_registration: boolean
  simulated: boolean
  address_status: string | null
  jurisdictions: {
    name: string
    rate: string
    amount: string
    exempt: boolean
    exempt_reason: string | null
  }[]
}

/**
 * Asks Kintsugi for a trial estimate. Touches no cart, creates nothing, and
 * sends a new request each time.
 *
 * @throws MedusaError that names the field, or says what Kintsugi answered
 */
export const trialEstimate = async (
  trial: Trial,
  container: MedusaContainer
): Promise<TrialAnswer> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const client = await service.settings.getClient()
  const { settings } = await service.settings.getEffective()
  const address = addressOf(trial)
  const category = await categoryOf(trial, container)
  const line = lineOf(trial, category)
  const request: EstimateRequest = {
    ...toEstimateRequest({
      externalId: "kintsugi-trial",
      date: new Date(),
      lines: [line],
      address,
      classifiedProducts: new Set(category ? [] : (trial.product_id ?? [])),
      shipping: {
        category: settings.shippingCategory,
        subcategory: settings.shippingSubcategory,
      },
      fallback: {
        category: settings.defaultCategory,
        subcategory: settings.defaultSubcategory,
      },
    }),
    ...(trial.simulate_registration && {
      simulate_active_registration: true,
    }),
  }
  try {
    const estimate = await client.estimateTax(request, deadlineFor("admin"))
    const matched = validateEstimate(estimate, [line])
    if ("problem" in matched || !matched.taxes[0]) {
      throw refused(
        `Kintsugi answered with something that cannot be right: ${"problem" in matched ? matched.problem : "no line"}.`
      )
    }
    return {
      ...answerOf(matched.taxes[0]),
      taxed_as: category ?? null,
      currency_code: line.currencyCode,
      has_active_registration: estimate.has_active_registration ?? false,
      simulated: trial.simulate_registration,
      address_status:
        estimate.addresses?.find(({ type }) => type === "SHIP_TO")?.status ??
        null,
    }
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    logRefusal(error, "A trial estimate", container)
    throw refused(whyRefused(error, request))
  }
}

/** Not `toMedusaError`: whatever the reason, it is the trial's result. */
const refused = (message: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    message,
    "kintsugi_trial_refused"
  )

const badTrial = (problem: string): MedusaError =>
  new MedusaError(MedusaError.Types.INVALID_DATA, problem)

const addressOf = ({ address }: Trial) => {
  const { province, ...fields } = address
  const reading = readAddress({ ...fields, province_code: province })
  if (reading.status === "incomplete") {
    throw badTrial(
      `Kintsugi needs more of the address in this country. Missing: ${reading.missing.join(", ")}.`
    )
  }
  if (reading.status === "invalid") {
    throw badTrial(
      `${province} isn't a state or province in ${address.country_code.toUpperCase()}.`
    )
  }
  return reading.address
}

/** Undefined if the product is classified at Kintsugi itself. */
const categoryOf = async (
  { product_id, category, subcategory }: Trial,
  container: MedusaContainer
): Promise<ProductCategory | undefined> => {
  if (category && subcategory) {
    return { category, subcategory }
  }
  if (!product_id) {
    return undefined
  }
  const { effective } = await readClassification(product_id, container)
  return effective.category && effective.source.from !== "kintsugi"
    ? { category: effective.category, subcategory: effective.subcategory }
    : undefined
}

const lineOf = (
  { product_id, amount, currency_code }: Trial,
  classification: ProductCategory | undefined
): TaxableLine => {
  const currencyCode = currency_code.toUpperCase()
  if (!isSupportedCurrency(currencyCode)) {
    throw badTrial(`Kintsugi does not support the currency ${currencyCode}.`)
  }
  const net = MathBN.convert(amount)
  return {
    kind: "item",
    id: "trial-line",
    productId: product_id,
    classification,
    quantity: MathBN.convert(1),
    price: { withTax: ZERO, withoutTax: net },
    amount: net,
    currencyCode,
    rates: [],
  }
}

const answerOf = (tax: LineTax) => ({
  taxable_amount: tax.taxableAmount.toFixed(),
  tax_amount: tax.amount.toFixed(),
  tax_rate: tax.rate.toFixed(),
  exempt: tax.exempt,
  exempt_reason: tax.exemptReason ?? null,
  jurisdictions: tax.jurisdictions
    .flatMap(({ parts, ...whole }) => parts ?? [whole])
    .map((jurisdiction) => ({
      name: jurisdiction.name,
      rate: jurisdiction.rate.toFixed(),
      amount: jurisdiction.amount.toFixed(),
      exempt: jurisdiction.exempt,
      exempt_reason: jurisdiction.exemptReason ?? null,
    })),
})
