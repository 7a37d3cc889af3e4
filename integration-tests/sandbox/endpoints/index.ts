import { searchAddresses } from "./addresses"
import { listNexus, listRegistrations } from "./collection"
import {
  createCustomer,
  getCustomer,
  getCustomerByExternalId,
  registerTaxId,
  updateCustomer,
} from "./customers"
import type { Endpoint } from "./endpoint"
import { estimate } from "./estimate"
import {
  attachCertificate,
  createExemption,
  listCertificates,
  listExemptions,
} from "./exemptions"
import {
  createProduct,
  getProduct,
  listCategories,
  listProducts,
  updateProduct,
} from "./products"
import {
  archiveTransaction,
  createCreditNote,
  createTransaction,
  getTransaction,
  getTransactionByExternalId,
  listRelatedTransactions,
  listTransactions,
  updateCreditNote,
  setTaxOnly,
  updateTransaction,
} from "./transactions"

/** All endpoints of the sandbox under /v1. */
export const ENDPOINTS: readonly Endpoint[] = [
  estimate,
  listProducts,
  createProduct,
  listCategories,
  getProduct,
  updateProduct,
  listTransactions,
  createTransaction,
  updateTransaction,
  getTransaction,
  getTransactionByExternalId,
  createCreditNote,
  updateCreditNote,
  listRelatedTransactions,
  archiveTransaction,
  setTaxOnly,
  searchAddresses,
  listRegistrations,
  listNexus,
  createCustomer,
  getCustomer,
  updateCustomer,
  getCustomerByExternalId,
  registerTaxId,
  createExemption,
  listExemptions,
  attachCertificate,
  listCertificates,
]
