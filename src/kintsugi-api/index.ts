export { type KintsugiClient, createClient } from "./client"
export {
  type Deadline,
  type TimeLimits,
  backgroundLimits,
  deadlineFor,
} from "./deadlines"
export { describeRefusal } from "./describe-refusal"
export type { Exchange } from "./exchange"
export * from "./errors"
export { createOrFind, findOrCreate, mayBeDuplicate } from "./create-or-find"
export { toMedusaError } from "./to-medusa-error"
export { type Booking, type BookTurns, GAP_MS, createPace } from "./pace"
export { createTransport } from "./transport"
export {
  type Estimate,
  type EstimateItem,
  type EstimateRequest,
  estimateSchema,
} from "./estimates"
export type { KintsugiProduct } from "./products"
export type { ProductCategories } from "./product-categories"
export {
  type KintsugiLedgerEntry,
  merchantFieldsOf,
} from "./transaction-schemas"
export type {
  CreditNoteRequest,
  CreditNoteUpdate,
  ExemptAtKintsugi,
  TransactionRequest,
  TransactionUpdate,
} from "./transactions"
export type { AddressSearch, AddressSearchResult } from "./addresses"
export type { KintsugiNexus, KintsugiRegistration } from "./registrations"
export type { KintsugiCustomer, TaxRegistration } from "./customers"
export {
  EXEMPTION_TYPES,
  type ExemptionType,
  type KintsugiExemption,
  type NewExemption,
} from "./exemptions"
