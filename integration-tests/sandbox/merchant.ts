import { randomBytes } from "node:crypto"
import { Books } from "./ledger"
import { type CategoryWords, isCategoryPair } from "./contract/categories"
import { Customers } from "./customers"
import { assertValid, formatValue } from "./assert-valid"
import {
  ALL_PLACES,
  NEXUS_STATUSES,
  type NexusRecord,
  nexusRecord,
  OTHER_STATUSES,
  type OtherRegistration,
  type RegistrationRecord,
  registrationRecord,
  type SandboxNexus,
} from "./tax/collection"
import type { KnownCustomer, TaxKnowledge } from "./tax/estimate-tax"

/** A product as `GET /v1/products` answers it. */
export type Product = {
  id: string
  external_id: string
  sku: string[]
  code: string
  name: string
  description: string
  status: string
  product_category: string
  product_subcategory: string
  tax_exempt: boolean
  source: string
  connection_id: string
  classification_failed: boolean
}

/** A product that Kintsugi knows. */
export type SandboxProduct = {
  external_id: string
  /** Default: its external id. */
  name?: string
  product_category: string
  product_subcategory: string
  tax_exempt?: boolean
}

/** A customer that Kintsugi knows. */
export type SandboxCustomer = {
  external_id: string
  exempt?: boolean
  /** Where: "US-TX", "CA-ON", "EU", … Absent: everywhere. */
  exemptIn?: string[]
}

const PLACE = /^[A-Z]{2}(-[A-Z]{2})?$/

/** What the organization has in Kintsugi: all that a test can set up. */
export class Merchant implements TaxKnowledge {
  registrations: "all" | ReadonlySet<string> = "all"
  private otherRegistrations: readonly OtherRegistration[] = []
  private nexus: readonly SandboxNexus[] = []
  readonly products = new Map<string, Product>()
  readonly customers = new Map<string, KnownCustomer>()
  categoryWords: CategoryWords = "labels"
  readonly people = new Customers()
  readonly books = new Books()

  setRegistrations(places: unknown): void {
    assertValid(
      places === "all" || arePlaces(places),
      `Registrations are "all" or a list of places like "US-TX", "CA-ON" or "EU", not ${formatValue(places)}.`
    )
    this.registrations = places === "all" ? "all" : new Set(places)
  }

  /** Registrations that are listed but do not permit collecting tax. */
  setOtherRegistrations(records: unknown): void {
    assertValid(
      areRecords<OtherRegistration>(records, OTHER_STATUSES),
      `Other registrations are a list of {place, status}, a status being ${OTHER_STATUSES.join(", ")}, not ${formatValue(records)}.`
    )
    this.otherRegistrations = records
  }

  /** Where sales are tracked, in addition to the registered places. */
  setNexus(records: unknown): void {
    assertValid(
      areRecords<SandboxNexus>(records, NEXUS_STATUSES),
      `Nexus is a list of {place, status, …}, a status being ${NEXUS_STATUSES.join(", ")}, not ${formatValue(records)}.`
    )
    this.nexus = records
  }

  /** What `GET /v1/registrations` lists. */
  registrationRecords(): RegistrationRecord[] {
    return [
      ...this.registeredPlaces().map((place) =>
        registrationRecord(place, "REGISTERED")
      ),
      ...this.otherRegistrations.map(({ place, status }) =>
        registrationRecord(place, status)
      ),
    ]
  }

  /** What `GET /v1/nexus` lists. */
  nexusRecords(organizationId: string): NexusRecord[] {
    const explicitPlaces = new Set(this.nexus.map(({ place }) => place))
    return [
      ...this.nexus,
      ...this.registeredPlaces()
        .filter((place) => !explicitPlaces.has(place))
        .map((place) => ({
          place,
          status: place === "EU" ? "OSS_REGISTERED" : "REGISTERED",
        })),
    ].map((nexus) => nexusRecord(nexus, organizationId))
  }

  private registeredPlaces(): readonly string[] {
    return this.registrations === "all" ? ALL_PLACES : [...this.registrations]
  }

  /** Adds a product, or replaces the one with the same external id. */
  addProduct(sent: SandboxProduct): Product {
    assertValid(isText(sent?.external_id), "A product needs an external_id.")
    assertValid(
      isCategoryPair(sent.product_category, sent.product_subcategory),
      `${formatValue(sent.product_category)} / ${formatValue(sent.product_subcategory)} is not a category and subcategory of Kintsugi's.`
    )
    return this.keepProduct({
      ...sent,
      name: sent.name ?? sent.external_id,
      id: this.products.get(sent.external_id)?.id,
    })
  }

  keepProduct(
    product: Partial<Product> & SandboxProduct & { name: string }
  ): Product {
    const record: Product = {
      id: product.id ?? `prod_${randomBytes(7).toString("hex")}`,
      external_id: product.external_id,
      sku: product.sku ?? [],
      code: product.code ?? `CODE_${1001 + this.products.size}`,
      name: product.name,
      description: product.description ?? "",
      status: product.status ?? "APPROVED",
      product_category: product.product_category,
      product_subcategory: product.product_subcategory,
      tax_exempt: product.tax_exempt ?? false,
      source: product.source ?? "OTHER",
      connection_id: product.connection_id ?? "",
      classification_failed: product.classification_failed ?? false,
    }

    this.products.set(record.external_id, record)
    return record
  }

  productById(id: string): Product | undefined {
    return [...this.products.values()].find((product) => product.id === id)
  }

  addCustomer(sent: SandboxCustomer): void {
    assertValid(isText(sent?.external_id), "A customer needs an external_id.")
    assertValid(
      sent.exempt === undefined || typeof sent.exempt === "boolean",
      `exempt is true or false, not ${formatValue(sent.exempt)}.`
    )
    assertValid(
      sent.exemptIn === undefined || arePlaces(sent.exemptIn),
      `exemptIn is a list of places like "US-TX" or "EU", not ${formatValue(sent.exemptIn)}.`
    )
    this.customers.set(sent.external_id, {
      exempt: sent.exempt,
      exemptIn: sent.exemptIn,
    })
  }

  exemptIn(customerId: string, day: string): string[] {
    return this.people.exemptIn(customerId, day)
  }

  reset(): void {
    this.categoryWords = "labels"
    this.registrations = "all"
    this.otherRegistrations = []
    this.nexus = []
    this.products.clear()
    this.customers.clear()
    this.people.reset()
    this.books.reset()
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== ""
}

function arePlaces(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.every((place) => typeof place === "string" && PLACE.test(place))
  )
}

function areRecords<T extends { place: string; status: string }>(
  value: unknown,
  statuses: readonly T["status"][]
): value is T[] {
  return (
    Array.isArray(value) &&
    value.every(
      (record: Partial<T> | null) =>
        arePlaces([record?.place]) &&
        statuses.some((status) => status === record?.status)
    )
  )
}
