import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { TaxRecord } from "../../modules/kintsugi/queries/tax-records"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { type Explanation, explainTax } from "../../tax/explanation/explain-tax"
import type { LineFacts, TaxFacts } from "../../tax/explanation/tax-facts"
import { classifyLines } from "./classify-lines"
import { fingerprintOfLines, readFacts, taxLinesOf } from "./read-facts"
import {
  type TaxSubject,
  isConfirmed,
  loadCartSubject,
  loadOrderSubject,
} from "./tax-subject"

/**
 * Why an order's tax is what it is: by what was recorded when it was placed, or
 * by its tax lines alone. Asks nobody.
 *
 * @throws MedusaError (not_found)
 */
export const explainOrder = async (
  orderId: string,
  container: MedusaContainer
): Promise<Explanation> =>
  explainOrderSubject(await loadOrderSubject(orderId, container), container)

export const explainOrderSubject = async (
  subject: TaxSubject,
  container: MedusaContainer
): Promise<Explanation> => {
  const record = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .taxRecords.read(subject.id)
  const current = readFacts(subject)
  return record?.facts
    ? explainRecorded(current, { ...record, facts: record.facts })
    : explainTax(current, {
        basis: "tax_lines",
        recorded_at: null,
        is_confirmed: null,
        unknown: [
          ...(record ? ["erased" as const] : []),
          "classification",
          ...(current.customer ? [] : ["customer" as const]),
          "place_then",
        ],
      })
}

/**
 * The recorded facts, as far as the order still has them: lines that an order
 * edit added or changed are explained by their tax lines.
 */
const explainRecorded = (
  current: TaxFacts,
  { facts, confirmed, recorded_at }: TaxRecord & { facts: TaxFacts }
): Explanation => {
  const recorded = new Map(facts.lines.map((line) => [line.id, line]))
  const lines = current.lines.map((line): LineFacts => {
    const then = recorded.get(line.id)
    return then
      ? {
          ...(isSame(line, then) ? then : line),
          classification: then.classification,
        }
      : line
  })
  const added = lines.filter(({ id }) => !recorded.has(id))
  const isWhole = !facts.omitted_lines
  return explainTax(
    { ...facts, lines, omitted_lines: 0 },
    {
      basis: "recorded",
      recorded_at: new Date(recorded_at).toISOString(),
      is_confirmed: confirmed,
      unknown: lines.some(
        ({ kind, classification }) => kind !== "gift_card" && !classification
      )
        ? ["classification"]
        : [],
      addedLines: new Set(isWhole ? added.map(({ id }) => id) : []),
    }
  )
}

const isSame = (line: LineFacts, then: LineFacts): boolean =>
  MathBN.convert(line.amount).eq(then.amount) &&
  MathBN.convert(line.tax).eq(then.tax)

/**
 * Why a cart's tax is what it is: by its tax lines, and by what is true now.
 *
 * @throws MedusaError (not_found)
 */
export const explainCart = async (
  cartId: string,
  container: MedusaContainer
): Promise<Explanation> =>
  explainCartSubject(await loadCartSubject(cartId, container), container)

export const explainCartSubject = async (
  subject: TaxSubject,
  container: MedusaContainer
): Promise<Explanation> => {
  const { settings } = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [classificationOf, confirmed, { connection }] = await Promise.all([
    classifyLines(subject.lines, "admin", container),
    isConfirmed(
      subject,
      fingerprintOfLines(taxLinesOf(subject.order)),
      container
    ),
    settings.getEffective(),
  ])
  return explainTax(
    readFacts(subject, {
      classificationOf,
      organizationId: connection?.organizationId,
    }),
    {
      basis: "current",
      recorded_at: null,
      is_confirmed: confirmed,
      unknown: [],
    }
  )
}
