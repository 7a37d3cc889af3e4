import { searchAddresses } from "./addresses"
import { listNexus, listRegistrations } from "./collection"
import { createCustomer, getCustomerByExternalId } from "./customers"
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
  createCreditNote,
  createTransaction,
  getTransaction,
  getTransactionByExternalId,
  listTransactions,
  updateTransaction,
} from "./transactions"

/** All that the sandbox answers under /v1. */
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
  searchAddresses,
  listRegistrations,
  listNexus,
  createCustomer,
  getCustomerByExternalId,
  createExemption,
  listExemptions,
  attachCertificate,
  listCertificates,
]
