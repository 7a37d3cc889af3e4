import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  type AddressReading,
  readAddress,
} from "../../tax/address/read-address"
import { deserializeLines } from "../../tax/cart/cart-lines"
import {
  type PlaceOfSupply,
  toTaxAddress,
} from "../../tax/cart/place-of-supply"
import {
  type TaxComparison,
  compareTaxes,
} from "../../tax/explanation/compare-taxes"
import { type Explanation, explainTax } from "../../tax/explanation/explain-tax"
import { readLineTax } from "../../tax/explanation/read-line-tax"
import type {
  ClassificationFacts,
  TaxFacts,
} from "../../tax/explanation/tax-facts"
import { askKintsugi } from "./ask-kintsugi"
import { classifyLines } from "./classify-lines"
import { explainCartSubject, explainOrderSubject } from "./read-explanation"
import { customerFacts, placeFacts } from "./read-facts"
import {
  type TaxSubject,
  loadCartSubject,
  loadOrderSubject,
} from "./tax-subject"

/** What is asked about instead of what is true; nothing: what is true today. */
export type WhatIf = {
  /**
   * Another place. Where a postal code is given, what is not given beside it
   * (street, city, state) is not taken from the old address, which is elsewhere.
   */
  address?: {
    address_1?: string
    city?: string
    province?: string
    postal_code?: string
    country_code?: string
  }
  /** What the items, or the one with `line_id`, would be taxed as. */
  classification?: { category: string; subcategory: string; line_id?: string }
  /** The day to calculate for, `YYYY-MM-DD`. */
  date?: string
  simulate_registration?: boolean
}

export type AskedAgain = {
  then: Explanation
  today: Explanation
  comparison: TaxComparison
}

/**
 * Asks Kintsugi about an order with what is true today, and says what differs
 * from what was charged. Changes nothing.
 *
 * @throws MedusaError that names the field, or says what Kintsugi answered
 */
export const askAgainAboutOrder = async (
  orderId: string,
  whatIf: WhatIf,
  container: MedusaContainer
): Promise<AskedAgain> => {
  const subject = await loadOrderSubject(orderId, container)
  return askAgain(
    subject,
    await explainOrderSubject(subject, container),
    whatIf,
    container
  )
}

/** {@link askAgainAboutOrder} for a cart. */
export const askAgainAboutCart = async (
  cartId: string,
  whatIf: WhatIf,
  container: MedusaContainer
): Promise<AskedAgain> => {
  const subject = await loadCartSubject(cartId, container)
  return askAgain(
    subject,
    await explainCartSubject(subject, container),
    whatIf,
    container
  )
}

const askAgain = async (
  subject: TaxSubject,
  then: Explanation,
  whatIf: WhatIf,
  container: MedusaContainer
): Promise<AskedAgain> => {
  const today = await answerOfToday(subject, whatIf, container)
  return { then, today, comparison: compareTaxes(then, today) }
}

const answerOfToday = async (
  subject: TaxSubject,
  whatIf: WhatIf,
  container: MedusaContainer
): Promise<Explanation> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const asked = { ...subject, ...placeOf(subject, whatIf) }
  const { reading, place } = asked
  if (reading.status !== "complete" || !place) {
    throw badPlace(reading)
  }
  if (!subject.lines.length) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "It has nothing to tax: there is nothing to ask Kintsugi about."
    )
  }
  checkLineId(whatIf, subject)
  const [known, { connection }] = await Promise.all([
    classifyLines(subject.lines, "admin", container),
    service.settings.getEffective(),
  ])
  const classifications = subject.lines.map((line) =>
    withWhatIf(line, known(line), whatIf)
  )
  const lines = deserializeLines(
    subject.lines,
    subject.currencyCode,
    new Map()
  ).map((line, index) => ({
    ...line,
    classification: toSend(classifications[index] ?? null),
  }))
  const reply = await askKintsugi(
    {
      externalId: `explain_${subject.id}`,
      lines,
      address: { ...reading.address, type: place.type },
      shipsNothing: subject.shipsNothing,
      customer: subject.customer,
      classifiedProducts: new Set(
        subject.lines.flatMap(({ product_id }, index) =>
          classifications[index]?.from === "kintsugi" ? (product_id ?? []) : []
        )
      ),
      // The middle of the day, which is that day in every American time zone.
      ...(whatIf.date && { date: new Date(`${whatIf.date}T18:00:00Z`) }),
      simulateRegistration: whatIf.simulate_registration ?? false,
    },
    container
  )
  const facts: TaxFacts = {
    currency_code: subject.currencyCode,
    calculated_at: new Date().toISOString(),
    place: placeFacts({ place, reading, metadata: null }, reply.addressStatus),
    customer: customerFacts(asked, connection?.organizationId),
    lines: reply.taxes.map((tax, index) => ({
      id: tax.line.id,
      kind: tax.line.kind,
      title: tax.line.title ?? null,
      product_id: tax.line.productId ?? null,
      quantity: tax.line.quantity.toFixed(),
      amount: reply.nets[index]!,
      discount: "0",
      price_includes_tax: !tax.line.price.withTax.isZero(),
      tax: tax.amount.toFixed(),
      classification: classifications[index] ?? null,
      answer: readLineTax(tax, reply.hasActiveRegistration),
    })),
    simulated: whatIf.simulate_registration ?? false,
    ...(whatIf.date && { for_day: whatIf.date }),
  }
  return explainTax(facts, {
    basis: "asked",
    recorded_at: null,
    is_confirmed: null,
    unknown: [],
  })
}

/** Kintsugi's own classification is sent by sending none. */
const toSend = (classification: ClassificationFacts | null) =>
  classification && classification.from !== "kintsugi"
    ? {
        category: classification.category,
        subcategory: classification.subcategory,
      }
    : undefined

const withWhatIf = (
  line: { kind: string; id: string },
  known: ClassificationFacts | null,
  { classification }: WhatIf
): ClassificationFacts | null =>
  classification &&
  (classification.line_id
    ? classification.line_id === line.id
    : line.kind === "item")
    ? {
        category: classification.category,
        subcategory: classification.subcategory,
        from: "what_if",
      }
    : known

const checkLineId = (
  { classification }: WhatIf,
  { lines }: TaxSubject
): void => {
  const id = classification?.line_id
  if (id && !lines.some((line) => line.id === id)) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Field 'classification, line_id': it has no line ${id} that is taxed.`
    )
  }
}

const placeOf = (
  { place, reading }: TaxSubject,
  { address }: WhatIf
): { place: PlaceOfSupply | undefined; reading: AddressReading } => {
  if (!address || !Object.values(address).some(Boolean)) {
    return { place, reading }
  }
  const old = address.postal_code
    ? { country_code: place?.address.country_code }
    : place?.address
  const given = Object.fromEntries(
    Object.entries(address).filter(([, value]) => value)
  )
  const changed = { ...old, ...given }
  return {
    place: { type: place?.type ?? "SHIP_TO", address: changed },
    reading: readAddress(toTaxAddress(changed)),
  }
}

const badPlace = (reading: AddressReading): MedusaError =>
  new MedusaError(
    MedusaError.Types.INVALID_DATA,
    reading.status === "invalid"
      ? `Kintsugi can't be asked about this address: ${reading.problem}.`
      : `Kintsugi can't be asked without ${
          reading.status === "incomplete"
            ? reading.missing.join(" and ")
            : "an address"
        }.`
  )
