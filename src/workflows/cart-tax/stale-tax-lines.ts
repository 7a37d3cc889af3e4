import type { MedusaContainer } from "@medusajs/framework/types"
import { StepResponse } from "@medusajs/framework/workflows-sdk"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"
import { isKintsugi } from "../settings/taxed-countries"
import type { CartLookups } from "./lookups"
import {
  type CurrentTaxLine,
  type RestorableTaxLines,
  type TaxLineStore,
  type TaxLineStores,
  setTaxLines,
  toRestorable,
  withOwner,
} from "./tax-line-store"

/** The lines whose tax Medusa is about to ask for, as its hooks name them. */
export type LinesToTax = {
  items?: { id: string }[] | null
  shipping_methods?: { id: string }[] | null
}

/** Where a hook's cart or order is taxed, and whether automatically. */
export type TaxedSubject = {
  id: string
  region?: { automatic_taxes?: boolean | null } | null
  shipping_address?: { country_code?: string | null } | null
}

/** What Medusa passes to a hook handler beside its input. */
export type Hook = {
  container: MedusaContainer
  transactionId?: string
  /** The key of the step in another workflow that runs this workflow. */
  parentStepIdempotencyKey?: string
}

/** The tax lines that the compensation restores. */
export type TaxLinesToRestore = Record<keyof TaxLineStores, RestorableTaxLines>

export type HookResult = StepResponse<
  KintsugiTaxContext | undefined,
  TaxLinesToRestore
>

type LineOfHook = { id: string; tax_lines?: CurrentTaxLine[] | null }

/** A cart's lines as a hook receives them, perhaps with their tax lines. */
type LinesWithTax = {
  items?: LineOfHook[] | null
  shipping_methods?: LineOfHook[] | null
}

/** Whether Medusa asks for the tax without being forced to. */
export const isTaxedAutomatically = ({
  region,
  shipping_address,
}: TaxedSubject): boolean =>
  Boolean(region?.automatic_taxes && shipping_address?.country_code)

/**
 * Deletes the old tax lines of the lines that Medusa is about to ask about,
 * where it does ask and Kintsugi taxes them, or has taxed them before.
 *
 * @param known - the hook's cart, if its lines may come with their tax lines
 * @param readContext - reads what is passed to the provider
 */
export const clearStaleTaxLines = async (
  taxed: TaxedSubject,
  linesToTax: LinesToTax,
  stores: TaxLineStores,
  known: LinesWithTax | undefined,
  lookups: Pick<CartLookups, "isKintsugiCountry">,
  readContext: () => Promise<KintsugiTaxContext | undefined>
): Promise<HookResult> => {
  // Medusa will not ask about these lines, so their tax lines have to stay.
  const country = taxed.shipping_address?.country_code
  if (!isTaxedAutomatically(taxed) || !country) {
    return new StepResponse(undefined, noTaxLines())
  }
  const [oldTaxLines, kintsugiTaxes] = await Promise.all([
    findTaxLines(linesToTax, stores, known),
    lookups.isKintsugiCountry(country),
  ])
  if (!kintsugiTaxes && !isTaxedByKintsugi(oldTaxLines)) {
    return new StepResponse(undefined, noTaxLines())
  }
  // First what may fail: a deletion can be undone only after this hook is done.
  const context = await readContext()
  await Promise.all(
    KINDS.filter((kind) => oldTaxLines[kind].taxLines.length).map((kind) =>
      stores[kind].delete(oldTaxLines[kind].lineIds)
    )
  )
  return new StepResponse(context, oldTaxLines)
}

export const noTaxLines = (): TaxLinesToRestore => ({
  items: toRestorable([], []),
  shippingMethods: toRestorable([], []),
})

export const KINDS = ["items", "shippingMethods"] as const

export const isTaxedByKintsugi = ({
  items,
  shippingMethods,
}: TaxLinesToRestore): boolean =>
  [...items.taxLines, ...shippingMethods.taxLines].some(({ provider_id }) =>
    isKintsugi(provider_id as string)
  )

/** Medusa does not delete what it wrote for lines that had no tax lines. */
export const restoreTaxLines = async (
  oldTaxLines: TaxLinesToRestore | undefined,
  stores: TaxLineStores
): Promise<void> => {
  if (oldTaxLines) {
    await Promise.all(
      KINDS.map((kind) => setTaxLines(oldTaxLines[kind], stores[kind]))
    )
  }
}

/** The tax lines of these lines; read only where they are not known. */
export const findTaxLines = async (
  { items, shipping_methods }: LinesToTax,
  stores: TaxLineStores,
  known?: LinesWithTax
): Promise<TaxLinesToRestore> => {
  const [ofItems, ofMethods] = await Promise.all([
    findTaxLinesOfKind(items, stores.items, known?.items),
    findTaxLinesOfKind(
      shipping_methods,
      stores.shippingMethods,
      known?.shipping_methods
    ),
  ])
  return { items: ofItems, shippingMethods: ofMethods }
}

const findTaxLinesOfKind = async (
  lines: { id: string }[] | null | undefined,
  store: TaxLineStore,
  known: LineOfHook[] | null | undefined
): Promise<RestorableTaxLines> => {
  const ids = (lines ?? []).map(({ id }) => id)
  return toRestorable(
    ids,
    ids.length
      ? (taxLinesOfHook(known, ids, store) ?? (await store.find(ids)))
      : []
  )
}

/** `undefined` unless all of these lines come with their full tax lines. */
const taxLinesOfHook = (
  lines: LineOfHook[] | null | undefined,
  ids: string[],
  store: TaxLineStore
): CurrentTaxLine[] | undefined => {
  const linesById = new Map(lines?.map((line) => [line.id, line]))
  const ofLines = ids.flatMap((id) => linesById.get(id) ?? [])
  const isComplete = ({ tax_lines }: LineOfHook): boolean =>
    tax_lines?.every((taxLine) => "metadata" in taxLine) ?? false
  return ofLines.length === ids.length && ofLines.every(isComplete)
    ? withOwner(ofLines, store)
    : undefined
}
