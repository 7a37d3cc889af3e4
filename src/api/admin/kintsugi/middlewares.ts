import {
  type MiddlewareRoute,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"
import { KINTSUGI_POLICIES } from "../../../settings/policies"
import { takeCertificate } from "./certificate-upload"
import { demandPlainText } from "./demand-plain-text"
import {
  classificationRuleSchema,
  classifyProductSchema,
  classifyProductsSchema,
  backfillSchema,
  exemptGroupSchema,
  exemptionSchema,
  taxIdSchema,
  reconciliationSchema,
  transactionsSchema,
  connectionTestSchema,
  pageSchema,
  productsSchema,
  settingsSchema,
  syncProductsSchema,
  trialEstimateSchema,
} from "./validators"

const validatePage = validateAndTransformQuery(pageSchema, {})

/**
 * Larger than Express' own limit, so that a field that is too long is refused by
 * its name.
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
    middlewares: [demandPlainText],
  },
  // Asked only where the store has role-based access control.
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
    middlewares: [validateAndTransformBody(settingsSchema)],
  },
  {
    matcher: "/admin/kintsugi/connection-test",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(connectionTestSchema)],
  },
  {
    matcher: "/admin/kintsugi/trial-estimate",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(trialEstimateSchema)],
  },
  {
    matcher: "/admin/kintsugi/products",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(productsSchema, {})],
  },
  {
    matcher: "/admin/kintsugi/products",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(classifyProductsSchema)],
  },
  {
    matcher: "/admin/kintsugi/products/sync",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(syncProductsSchema)],
  },
  {
    // Not "sync", whose body is another one. Express takes any case and a slash
    // at the end, and so does this.
    matcher: /^\/admin\/kintsugi\/products\/(?!sync\/?$)[^/]+\/?$/i,
    methods: ["POST"],
    middlewares: [validateAndTransformBody(classifyProductSchema)],
  },
  {
    matcher: "/admin/kintsugi/classification-rules",
    methods: ["GET"],
    middlewares: [validatePage],
  },
  {
    matcher: "/admin/kintsugi/classification-rules",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(classificationRuleSchema)],
  },
  {
    matcher: "/admin/kintsugi/transactions",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(transactionsSchema, {})],
  },
  {
    matcher: "/admin/kintsugi/backfill",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(backfillSchema)],
  },
  {
    matcher: "/admin/kintsugi/reconciliation",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(reconciliationSchema)],
  },
  {
    matcher: "/admin/kintsugi/customers/:customer_id/exemptions",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(exemptionSchema)],
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
    middlewares: [validateAndTransformBody(taxIdSchema)],
  },
  {
    matcher: "/admin/kintsugi/customer-groups/:customer_group_id",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(exemptGroupSchema)],
  },
]
