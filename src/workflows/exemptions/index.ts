export { MAX_CERTIFICATE_BYTES, attachCertificate } from "./attach-certificate"
export { exemptCustomerWorkflow } from "./exempt-customer"
export {
  listExemptGroups,
  markExemptGroupWorkflow,
  readCustomerGroupTax,
} from "./exempt-groups"
export { exemptionCsv } from "./exemption-csv"
export {
  type RegisterQuery,
  listEndingExemptions,
  readExemptionRegister,
} from "./exemption-register"
export {
  deleteGroupCertificate,
  eraseDeletedGroups,
  readGroupCertificate,
  saveGroupCertificate,
} from "./group-certificates"
export { refreshExemptionsNightly } from "./refresh-exemptions-nightly"
export { readCustomerTax } from "./read-exemptions"
export { saveTaxIdWorkflow } from "./tax-ids"
export { eraseCustomers, eraseDeletedCustomers } from "./erase-customers"
export { deleteSignedInCarts } from "./delete-signed-in-carts"
