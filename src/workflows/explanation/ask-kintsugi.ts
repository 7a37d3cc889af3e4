import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import {
  type EstimateRequest,
  deadlineFor,
  isKintsugiError,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { DestinationAddress } from "../../tax/address/read-address"
import type { TaxableLine } from "../../tax/cart/taxable-line"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import { toEstimateRequest } from "../../tax/estimate/estimate-request"
import { sentDigits } from "../../tax/estimate/sent-amount"
import { solveInclusive } from "../../tax/estimate/solve-inclusive-prices"
import {
  type LineTax,
  validateEstimate,
  withLineIds,
} from "../../tax/estimate/validate-estimate"
import { reallocateFees } from "../../tax/tax-lines/reallocate-fees"
import { defaultCategories } from "../../tax/products/default-categories"
import { logRefusal } from "../log-refusal"
import { whyRefused } from "../settings/why-refused"

/** What Kintsugi is asked, for an explanation or a trial. */
export type Question = {
  /** Of no cart and no order at Kintsugi. */
  externalId: string
  lines: TaxableLine[]
  address: DestinationAddress
  shipsNothing?: boolean
  customer?: CustomerTaxStatus
  /** Medusa ids of products that are sent without a category. */
  classifiedProducts: ReadonlySet<string>
  /** The day to calculate for; default: now. */
  date?: Date
  simulateRegistration: boolean
}

export type Reply = {
  /** In the order of the lines. */
  taxes: LineTax[]
  /** The lines' amounts without tax that the answer is about. */
  nets: string[]
  hasActiveRegistration: boolean
  /** Kintsugi's verdict on the address. */
  addressStatus: string | null
}

/**
 * Asks Kintsugi for an estimate that nothing depends on: it touches no cart,
 * creates nothing, and sends a new request each time.
 *
 * @throws MedusaError (not_allowed, `kintsugi_trial_refused`) that says what
 * Kintsugi answered
 */
export const askKintsugi = async (
  question: Question,
  container: MedusaContainer
): Promise<Reply> => {
  const { lines, address, date, simulateRegistration, ...asked } = question
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const client = await service.settings.getClient()
  const { settings } = await service.settings.getEffective()
  const call = deadlineFor("admin")
  const day = date ?? new Date()
  const { nets, answer } = await solveInclusive(
    lines.map(({ price }) => price),
    async (amounts) => {
      const netLines = lines.map((line, index) => ({
        ...line,
        amount: amounts[index]!,
      }))
      const request: EstimateRequest = {
        ...toEstimateRequest({
          ...asked,
          date: day,
          lines: netLines,
          address,
          ...defaultCategories(settings),
        }),
        ...(simulateRegistration && { simulate_active_registration: true }),
      }
      const response = await client
        .estimateTax(request, call)
        .catch((error: unknown) => {
          throw refusalOf(error, request, container)
        })
      const estimate = withLineIds(response, netLines)
      const matched = validateEstimate(estimate, netLines)
      if ("problem" in matched) {
        throw refused(
          `Kintsugi answered with something that cannot be right: ${matched.problem}.`
        )
      }
      return {
        taxes: reallocateFees(
          matched.taxes.map(({ line, jurisdictions }) => ({
            kind: line.kind,
            price: line.price,
            amount: line.amount,
            taxes: jurisdictions,
          }))
        ).lines.map((line) => line.taxes),
        answer: {
          taxes: matched.taxes,
          hasActiveRegistration: estimate.has_active_registration ?? false,
          addressStatus:
            estimate.addresses?.find(({ type }) => type === address.type)
              ?.status ??
            (estimate.addresses?.length === 1
              ? estimate.addresses[0]?.status
              : undefined) ??
            null,
        },
      }
    },
    { currencyDigits: sentDigits(lines[0]?.currencyCode ?? "") }
  )
  return { ...answer, nets: nets.map((net) => net.toFixed()) }
}

const refusalOf = (
  error: unknown,
  request: EstimateRequest,
  container: MedusaContainer
): unknown => {
  if (!isKintsugiError(error)) {
    return error
  }
  logRefusal(error, "A trial estimate", container)
  return refused(whyRefused(error, request))
}

/** Not `toMedusaError`: whatever the reason, it is the trial's result. */
const refused = (message: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    message,
    "kintsugi_trial_refused"
  )
