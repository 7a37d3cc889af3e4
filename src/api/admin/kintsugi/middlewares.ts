import type { MiddlewareRoute } from "@medusajs/framework/http"
import { KINTSUGI_POLICIES } from "./policies"
import { rejectUnstorableText } from "../../reject-unstorable-text"
import { validateBody, validateQuery } from "../../validate"
import { alertsSchema } from "./alerts/validators"
import { takeCertificate, takeCsv } from "./file-upload"
import { backfillSchema } from "./backfill/validators"
import {
  classificationRuleSchema,
  ruleProductsSchema,
  rulesSchema,
} from "./classification-rules/validators"
import { connectionTestSchema } from "./connection-test/validators"
import { exemptGroupSchema } from "./customer-groups/[customer_group_id]/validators"
import { exemptionSchema } from "./customers/[customer_id]/exemptions/validators"
import { taxIdSchema } from "./customers/[customer_id]/tax-ids/validators"
import {
  dismissFindingSchema,
  dismissedFindingsSchema,
} from "./dismissed-findings/validators"
import { addressCorrectionSchema } from "./orders/[id]/address-correction/validators"
import { registerFilterSchema, registerSchema } from "./exemptions/validators"
import { classifyProductSchema } from "./products/[product_id]/validators"
import { importSchema } from "./products/import/validators"
import { syncProductsSchema } from "./products/sync/validators"
import { classifyProductsSchema, productsSchema } from "./products/validators"
import { reconciliationSchema } from "./reconciliation/validators"
import { reportSchema } from "./report/validators"
import { settingsSchema } from "./settings/validators"
import { exportSchema, transactionsSchema } from "./transactions/validators"
import { trialEstimateSchema } from "./trial-estimate/validators"
import { askAgainSchema, nothingSchema, pageSchema } from "./validators"

const validatePage = validateQuery(pageSchema)

/**
 * Larger than Express' own limit, so that a field that is too long is refused
 * by its name.
 */
const LARGE_BODY = { sizeLimit: "2mb" }

/** What the plugin's Admin routes accept. */
export const kintsugiAdminRoutes: MiddlewareRoute[] = [
  {
    matcher: "/admin/kintsugi/*",
    methods: ["POST"],
    bodyParser: LARGE_BODY,
  },
  {
    matcher: "/admin/kintsugi/*",
    middlewares: [rejectUnstorableText],
  },
  // Checked only where the store has role-based access control.
  {
    matcher: "/admin/kintsugi/*",
    methods: ["GET"],
    policies: KINTSUGI_POLICIES.read,
  },
  {
    matcher: "/admin/kintsugi/*",
    methods: ["POST", "DELETE"],
    policies: KINTSUGI_POLICIES.update,
  },
  {
    matcher: "/admin/kintsugi/settings",
    methods: ["POST"],
    middlewares: [validateBody(settingsSchema)],
  },
  {
    matcher: "/admin/kintsugi/connection-test",
    methods: ["POST"],
    middlewares: [validateBody(connectionTestSchema)],
  },
  {
    matcher: "/admin/kintsugi/doctor",
    methods: ["POST"],
    middlewares: [validateBody(nothingSchema)],
  },
  {
    matcher: "/admin/kintsugi/trial-estimate",
    methods: ["POST"],
    middlewares: [validateBody(trialEstimateSchema)],
  },
  {
    matcher: "/admin/kintsugi/products",
    methods: ["GET"],
    middlewares: [validateQuery(productsSchema)],
  },
  {
    matcher: "/admin/kintsugi/products",
    methods: ["POST"],
    middlewares: [validateBody(classifyProductsSchema)],
  },
  {
    matcher: "/admin/kintsugi/products/sync",
    methods: ["POST"],
    middlewares: [validateBody(syncProductsSchema)],
  },
  {
    // Not "sync" and "import", which have other bodies. Like Express, accepts any
    // case and a trailing slash.
    matcher: /^\/admin\/kintsugi\/products\/(?!(sync|import)\/?$)[^/]+\/?$/i,
    methods: ["POST"],
    middlewares: [validateBody(classifyProductSchema)],
  },
  {
    matcher: "/admin/kintsugi/products/import",
    methods: ["POST"],
    middlewares: [takeCsv, validateQuery(importSchema)],
  },
  {
    matcher: "/admin/kintsugi/classification-rules",
    methods: ["GET"],
    middlewares: [validateQuery(rulesSchema)],
  },
  {
    matcher: "/admin/kintsugi/classification-rules/products",
    methods: ["GET"],
    middlewares: [validateQuery(ruleProductsSchema)],
  },
  {
    matcher: "/admin/kintsugi/classification-rules",
    methods: ["POST"],
    middlewares: [validateBody(classificationRuleSchema)],
  },
  {
    matcher: "/admin/kintsugi/alerts",
    methods: ["GET"],
    middlewares: [validateQuery(alertsSchema)],
  },
  {
    matcher: "/admin/kintsugi/orders/:id/address-correction",
    methods: ["POST"],
    middlewares: [validateBody(addressCorrectionSchema)],
  },
  {
    matcher: "/admin/kintsugi/orders/:id/address-correction/estimate",
    methods: ["POST"],
    middlewares: [validateBody(nothingSchema)],
  },
  {
    matcher: "/admin/kintsugi/transactions",
    methods: ["GET"],
    middlewares: [validateQuery(transactionsSchema)],
  },
  {
    matcher: "/admin/kintsugi/transactions/export",
    methods: ["GET"],
    middlewares: [validateQuery(exportSchema)],
  },
  {
    matcher: /^\/admin\/kintsugi\/transactions\/([^/]+\/)?retry\/?$/i,
    methods: ["POST"],
    middlewares: [validateBody(nothingSchema)],
  },
  {
    matcher: "/admin/kintsugi/orders/:id/explanation/ask-again",
    methods: ["POST"],
    middlewares: [validateBody(askAgainSchema)],
  },
  {
    matcher: "/admin/kintsugi/carts/:id/explanation/ask-again",
    methods: ["POST"],
    middlewares: [validateBody(askAgainSchema)],
  },
  {
    matcher: "/admin/kintsugi/backfill",
    methods: ["POST"],
    middlewares: [validateBody(backfillSchema)],
  },
  {
    matcher: "/admin/kintsugi/reconciliation",
    methods: ["POST"],
    middlewares: [validateBody(reconciliationSchema)],
  },
  {
    matcher: "/admin/kintsugi/dismissed-findings",
    methods: ["GET"],
    middlewares: [validateQuery(dismissedFindingsSchema)],
  },
  {
    matcher: "/admin/kintsugi/dismissed-findings",
    methods: ["POST"],
    middlewares: [validateBody(dismissFindingSchema)],
  },
  {
    matcher: "/admin/kintsugi/report",
    methods: ["GET"],
    middlewares: [validateQuery(reportSchema)],
  },
  {
    matcher: "/admin/kintsugi/customers/:customer_id/exemptions",
    methods: ["POST"],
    middlewares: [validateBody(exemptionSchema)],
  },
  {
    matcher:
      "/admin/kintsugi/customers/:customer_id/exemptions/:exemption_id/certificates",
    methods: ["POST"],
    middlewares: [takeCertificate],
  },
  {
    matcher: "/admin/kintsugi/customers/:customer_id/tax-ids",
    methods: ["POST"],
    middlewares: [validateBody(taxIdSchema)],
  },
  {
    matcher: "/admin/kintsugi/exemptions",
    methods: ["GET"],
    middlewares: [validateQuery(registerSchema)],
  },
  {
    matcher: "/admin/kintsugi/exemptions/export",
    methods: ["GET"],
    middlewares: [validateQuery(registerFilterSchema)],
  },
  {
    matcher: "/admin/kintsugi/customer-groups",
    methods: ["GET"],
    middlewares: [validatePage],
  },
  {
    matcher: "/admin/kintsugi/customer-groups/:customer_group_id",
    methods: ["POST"],
    middlewares: [validateBody(exemptGroupSchema)],
  },
  {
    matcher: "/admin/kintsugi/customer-groups/:customer_group_id/certificate",
    methods: ["POST"],
    middlewares: [takeCertificate],
  },
]
