import type { SettingsBody } from "../../api/admin/kintsugi/settings/validators"
import type { ClassificationRule } from "../../tax/products/classify"
import type { Collection } from "../../tax/nexus/nexus-map"
import type { ProductCategory } from "../../tax/cart/taxable-line"
import type {
  ListedProduct,
  ProductClassificationReading,
} from "../../workflows/products/read-classification"
import type { AlertReading } from "../../workflows/alerts"
import type * as corrections from "../../workflows/address-corrections"
import type * as health from "../../workflows/health/read-health"
import type { BackfillReading } from "../../workflows/ledger-sync/backfill"
import type * as orderLedger from "../../workflows/ledger-sync/read-order-ledger"
import type * as dismissedFindings from "../../workflows/ledger-sync/reconciliation/dismissed-findings"
import type * as reconciliation from "../../workflows/ledger-sync/reconciliation/read-report"
import type { Examination } from "../../workflows/doctor/run-checks"
import type * as taxReport from "../../workflows/report"
import type { ShownSettings } from "../../workflows/settings/show-settings"

export type { CollectionPlace, Measure } from "../../tax/nexus/nexus-map"
export type { CollectionStatus } from "../../tax/nexus/statuses"
export type { BehaviorField } from "../../workflows/settings/behavior-fields"
export type {
  TaxedCountries,
  TaxedCountry,
} from "../../workflows/settings/list-countries"
export type { Collection, ListedProduct }

/** The server's type after a round trip through JSON. */
type InJson<T> = T extends Date
  ? string
  : T extends object
    ? { [Key in keyof T]: InJson<T[Key]> }
    : T

export type AddressCorrection = InJson<corrections.AddressCorrection>
export type CorrectionEstimate = InJson<corrections.CorrectionEstimate>
export type Alert = InJson<AlertReading>
export type AlertKind = Alert["kind"]
export type CategoryPair = ProductCategory
export type Settings = InJson<ShownSettings>
export type SettingsChange = SettingsBody
export type Health = InJson<health.Health>
export type Doctor = InJson<Examination>
export type LedgerCounts = Health["ledger"]
export type Transaction = InJson<orderLedger.TransactionReading>
export type OrderLedger = InJson<orderLedger.OrderLedger>
export type Backfill = InJson<BackfillReading>
export type Reconciliation = InJson<reconciliation.ReconciliationReading>
export type Finding = reconciliation.FindingReading
export type DismissedFinding = InJson<dismissedFindings.DismissedFinding>
export type TaxReport = InJson<taxReport.TaxReport>
export type ReportEntries = InJson<taxReport.EntriesReading>
export type Classification = ProductClassificationReading
export type Rule = ClassificationRule
