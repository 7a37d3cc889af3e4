import { MedusaService } from "@medusajs/framework/utils"
import { KintsugiAlert } from "./models/alert"
import { KintsugiBackfill } from "./models/backfill"
import { KintsugiBackfillFailure } from "./models/backfill-failure"
import { KintsugiClassification } from "./models/classification"
import { KintsugiClassificationRule } from "./models/classification-rule"
import { KintsugiConfiguration } from "./models/configuration"
import { KintsugiDismissedFinding } from "./models/dismissed-finding"
import { KintsugiCustomer } from "./models/linked-customer"
import { KintsugiEstimateWindow } from "./models/estimate-window"
import { KintsugiExemption } from "./models/exemption"
import { KintsugiExemptGroup } from "./models/exempt-group"
import { KintsugiLearnedTax } from "./models/learned-tax"
import { KintsugiTimestamp } from "./models/timestamp"
import { KintsugiOrderSync } from "./models/order-sync"
import { KintsugiProblem } from "./models/problem"
import { KintsugiReconciliation } from "./models/reconciliation"
import { KintsugiReportEntry } from "./models/report-entry"
import { KintsugiReportFill } from "./models/report-fill"
import { KintsugiReportOrder } from "./models/report-order"
import { KintsugiReportRows } from "./models/report-rows"
import { KintsugiSignedInCart } from "./models/signed-in-cart"
import { KintsugiTaxId } from "./models/tax-id"
import { KintsugiSyncedProduct } from "./models/synced-product"
import { KintsugiTaxRecord } from "./models/tax-record"
import { KintsugiLedgerEntry } from "./models/ledger-entry"

/** Medusa's methods for each table: `listKintsugiTaxIds` and so on. */
export const KintsugiTables = MedusaService({
  KintsugiAlert,
  KintsugiClassification,
  KintsugiClassificationRule,
  KintsugiConfiguration,
  KintsugiEstimateWindow,
  KintsugiProblem,
  KintsugiSyncedProduct,
  KintsugiLearnedTax,
  KintsugiLedgerEntry,
  KintsugiOrderSync,
  KintsugiTimestamp,
  KintsugiBackfill,
  KintsugiBackfillFailure,
  KintsugiReconciliation,
  KintsugiDismissedFinding,
  KintsugiReportEntry,
  KintsugiReportFill,
  KintsugiReportOrder,
  KintsugiReportRows,
  KintsugiCustomer,
  KintsugiTaxId,
  KintsugiExemptGroup,
  KintsugiExemption,
  KintsugiSignedInCart,
  KintsugiTaxRecord,
})

export type KintsugiTables = InstanceType<typeof KintsugiTables>
