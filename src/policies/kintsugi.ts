import { definePolicies } from "@medusajs/framework/utils"
import { KINTSUGI_POLICIES } from "../api/admin/kintsugi/policies"

/** What a role may do where the store has Medusa's role-based access control. */
export const kintsugiPolicies = definePolicies([
  {
    name: "ReadKintsugi",
    ...KINTSUGI_POLICIES.read,
    description:
      "See how Kintsugi is set up, what was reported, and who is exempt",
  },
  {
    name: "UpdateKintsugi",
    ...KINTSUGI_POLICIES.update,
    description:
      "Change credentials, behavior, tax categories and exemptions, and send records",
  },
])
