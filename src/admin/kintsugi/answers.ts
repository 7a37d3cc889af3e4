import type { SettingsBody } from "../../api/admin/kintsugi/validators"
import type { Finding } from "../../tax/books/reconcile"
import type { ClassificationRule } from "../../tax/classification"
import type { Collection } from "../../tax/collection"
import type { ProductCategory } from "../../tax/taxable-lines"
import type {
  ListedProduct,
  ProductClassificationReading,
} from "../../workflows/classify-products/read-classification"
import type * as health from "../../workflows/health/read-health"
import type { BackfillReading } from "../../workflows/report-orders/backfill"
import type * as books from "../../workflows/report-orders/read-books"
import type { ReconciliationRow } from "../../workflows/report-orders/reconciliation"
import type { ShownSettings } from "../../workflows/settings/show-settings"

export type { CollectionPlace, Measure } from "../../tax/collection"
export type { CollectionStatus } from "../../tax/collection-statuses"
export type { BehaviourField } from "../../workflows/settings/behaviour-fields"
export type { TrialAnswer } from "../../workflows/settings/trial-estimate"
export type {
  TaxedCountries,
  TaxedCountry,
} from "../../workflows/tax-regions/list-countries"
export type { Collection, ListedProduct }

/** What the server writes, as it comes out of JSON. */
type InJson<T> = T extends Date
  ? string
  : T extends object
    ? { [Key in keyof T]: InJson<T[Key]> }
    : T

export type Pair = ProductCategory
export type Settings = InJson<ShownSettings>
export type SettingsChange = SettingsBody
export type Health = InJson<health.Health>
export type LedgerCounts = Health["ledger"]
export type Transaction = InJson<books.TransactionReading>
export type OrderBooks = InJson<books.OrderBooks>
export type Backfill = InJson<BackfillReading>
export type Reconciliation = InJson<
  Omit<ReconciliationRow, "findings" | "compared">
> & {
  compared: { orders: number; records: number; transactions: number } | null
  findings: { items: Finding[] } | null
}
export type Classification = ProductClassificationReading
export type Rule = ClassificationRule
