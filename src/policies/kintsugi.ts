import { definePolicies } from "@medusajs/framework/utils"
import { KINTSUGI_POLICIES } from "../settings/policies"

/** What a role may do where the store has Medusa's role-based access control. */
export const kintsugiPolicies = definePolicies([
  {
    name: "ReadKintsugi",
    ...KINTSUGI_POLICIES.read,
    description:
      "See how Kintsugi is set up, what it was told, and who is exempt",
  },
  {
    name: "UpdateKintsugi",
    ...KINTSUGI_POLICIES.update,
    description:
      "Change credentials, behaviour, tax categories and exemptions, and send records",
  },
])
