/** What merchants call Kintsugi's fields. */
const NAMES: Record<string, string> = {
  FEIN: "FEIN",
  address: "address",
  addresses: "address",
  amount: "amount",
  city: "city",
  country: "country",
  country_code: "country",
  county: "county",
  currency: "currency",
  customer: "customer",
  customer_id: "customer",
  customer_tax_registrations: "tax IDs",
  date: "date",
  description: "description",
  email: "e-mail address",
  end_date: "end date",
  exemption_type: "kind of exemption",
  external_id: "ID in the store",
  external_friendly_id: "order number",
  external_product_id: "product",
  file: "certificate",
  jurisdiction: "state",
  jurisdiction_name: "jurisdiction",
  jurisdiction_type: "kind of jurisdiction",
  line1: "street",
  line2: "second address line",
  name: "name",
  organization_id: "organization ID",
  phone: "phone number",
  postal_code: "postal code",
  postalCode: "postal code",
  product_category: "category",
  product_description: "product's description",
  product_name: "product's name",
  product_subcategory: "subcategory",
  quantity: "quantity",
  rate: "tax rate",
  registration_number: "tax ID",
  reseller: "mark as a reseller",
  sales_tax_id: "sales tax ID",
  shop_date: "date",
  shop_date_tz: "time zone",
  source: "source",
  start_date: "start date",
  state: "state",
  status: "status",
  street_1: "street",
  street_2: "second address line",
  tax_amount_imported: "tax",
  tax_exempt: "mark as exempt",
  tax_id: "tax ID",
  tax_items: "list of taxes",
  tax_rate_imported: "tax rate",
  taxable_amount: "taxable amount",
  total_amount: "total",
  total_tax_amount_imported: "total tax",
  transaction_items: "list of lines",
  type: "type",
  "x-api-key": "API key",
  "x-organization-id": "organization ID",
}

/** Where in a request a field is, as pydantic begins its paths. */
const PARTS = new Set(["body", "query", "header", "path", "form"])

const isIndex = (part: string): boolean => /^\d+$/.test(part)

/** `transaction_items.0.amount` of `body.transaction_items.0.amount`. */
export const stepsOf = (path: string): string[] => {
  const steps = path.split(".")
  return PARTS.has(steps[0] ?? "") ? steps.slice(1) : steps
}

/** The last part of a path that is a name, e.g. `postal_code`. */
export const fieldOf = (path: string): string =>
  stepsOf(path).findLast((step) => !isIndex(step)) ?? ""

/** A name that Kintsugi's server might have, and no hostile text. */
const IDENTIFIER = /^[a-z][\w-]{0,40}$/i

/** `product_status` → `product status`. */
const humanize = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase()

/** A field's name without its place, e.g. `postal code`. */
export const plainFieldName = (field: string): string | undefined =>
  Object.hasOwn(NAMES, field)
    ? NAMES[field]
    : IDENTIFIER.test(field)
      ? humanize(field)
      : undefined

/**
 * A refused field in a merchant's words, e.g. `amount of line 2`; lines count
 * from 1.
 *
 * @returns undefined where the path names no field
 */
export const nameField = (path: string): string | undefined => {
  const name = plainFieldName(fieldOf(path))
  const line = /(?:^|\.)transaction_items\.(\d+)\./.exec(path)?.[1]
  const isOfCustomer = /(?:^|\.)customer\./.test(path)
  if (!name) {
    return undefined
  }
  if (line !== undefined) {
    const isOfTax = /(?:^|\.)tax_items\.\d+\./.test(path)
    return `${name} of ${isOfTax ? "a tax on " : ""}line ${Number(line) + 1}`
  }
  return isOfCustomer ? `customer's ${name}` : name
}

/** Names that are whole sentences' words anyway, such as `date`, stay. */
const TECHNICAL_NAME = new RegExp(
  `\\b(?:${Object.keys(NAMES)
    .filter((name) => /[_-]/.test(name))
    .join("|")})\\b`,
  "g"
)

const PATH = new RegExp(
  `\\b(?:${[...PARTS].join("|")})(?:\\.[\\w-]+)+|\\b\\w+(?:\\.\\d+)+\\.[\\w.-]+`,
  "g"
)

/** What no merchant should read, whatever Kintsugi writes. */
const LEFTOVER =
  /\b(?:body|query|header|form)\.\w|\w\.\d+\.[a-z_]|\b(?:value|assertion) error\b/i

export const isPlain = (words: string): boolean => !LEFTOVER.test(words)

/**
 * Kintsugi's sentence with plain names for fields and paths, without a period
 * at its end; empty where nothing readable is left.
 */
export const toPlainWords = (message: string): string => {
  const words = message
    .replace(/^\s*(?:Value|Assertion) error,\s*/i, "")
    .replace(PATH, (path) => nameField(path) ?? "a field")
    .replace(TECHNICAL_NAME, (name) => plainFieldName(name) ?? name)
    .trim()
    .replace(/\.+$/, "")
  return isPlain(words) ? words : ""
}
