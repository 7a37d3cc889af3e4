import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import type { TaxMemory } from "../../modules/kintsugi/memory/tax-memory"
import { taxIdFor } from "../../tax/customer/customer-tax-status"
import type { FingerprintInput } from "../../tax/estimate/fingerprint"
import { sentDigits } from "../../tax/estimate/sent-amount"
import { solveInclusive } from "../../tax/estimate/solve-inclusive-prices"
import type { LineTax } from "../../tax/estimate/validate-estimate"
import { recallTaxes } from "../../tax/memory/recall"
import { subjectToRecall } from "../../tax/memory/subject"
import { defaultCategories } from "../../tax/products/default-categories"
import { type EstimatedCart, taxesAfterFeeMove, withAmounts } from "./estimator"

/** Has the memory learn from an answer that Kintsugi has just given. */
export const learnFrom = (
  { answer, newAnswer }: EstimatedCart,
  subject: FingerprintInput,
  { organizationId }: KintsugiConnection,
  memory: Pick<TaxMemory, "learn"> | undefined
): void => {
  if (newAnswer && isOrdinaryBuyer(subject)) {
    memory?.learn(
      {
        organizationId,
        address: subject.address,
        currency: currencyOf(subject),
      },
      {
        taxes: newAnswer.taxes,
        subjects: newAnswer.subjects,
        isRegistered: answer.estimate.has_active_registration ?? false,
      }
    )
  }
}

/**
 * Calculates a cart's tax from what Kintsugi answered earlier, without asking.
 *
 * @returns the lines that something is known of; none for a buyer whose tax id
 * may decide
 * @throws what the database throws
 */
export const recallCart = async (
  subject: FingerprintInput,
  { organizationId, settings }: KintsugiConnection,
  memory: Pick<TaxMemory, "recall"> | undefined
): Promise<LineTax[]> => {
  const { address } = subject
  if (!memory || hasTaxId(subject)) {
    return []
  }
  const { known, at } = await memory.recall({
    organizationId,
    address,
    currency: currencyOf(subject),
  })
  const categories = defaultCategories(settings)
  const recallLines = (lines: FingerprintInput["lines"]) =>
    recallTaxes(
      lines.map((line) => ({
        line,
        subject: subjectToRecall(line, categories, known.subjects),
      })),
      at,
      known
    )
  const isKnown = recallLines(subject.lines).map((tax) => tax !== undefined)
  const lines = subject.lines.filter((_, index) => isKnown[index])
  if (!lines.length) {
    return []
  }
  const { answer } = await solveInclusive(
    lines.map(({ price }) => price),
    (nets) => {
      const taxes = recallLines(withAmounts(lines, nets)).flatMap(
        (tax) => tax ?? []
      )
      return Promise.resolve({ taxes: taxesAfterFeeMove(taxes), answer: taxes })
    },
    { currencyDigits: sentDigits(currencyOf(subject)) }
  )
  return answer
}

const currencyOf = ({ lines }: FingerprintInput): string =>
  lines[0]?.currencyCode ?? ""

/** Whether nothing about the buyer may have decided an answer. */
const isOrdinaryBuyer = (subject: FingerprintInput): boolean =>
  !subject.customer?.exemptBecause &&
  !subject.customer?.exemptions?.length &&
  !hasTaxId(subject)

const hasTaxId = ({
  customer,
  address,
  shipsNothing,
}: FingerprintInput): boolean =>
  customer !== undefined &&
  taxIdFor(customer, { ...address, shipsNothing }) !== undefined
