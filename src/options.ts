import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

/** Kintsugi's production API. Merchants test in a test organization of it. */
export const DEFAULT_BASE_URL = "https://api.trykintsugi.com"

const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

const isAcceptableBaseUrl = (value: string): boolean => {
  if (!URL.canParse(value)) {
    return false
  }
  const url = new URL(value)
  if (url.username || url.password || url.search || url.hash) {
    return false
  }
  return (
    url.protocol === "https:" ||
    (url.protocol === "http:" && LOOPBACK_HOSTS.includes(url.hostname))
  )
}

/** Whether a key or an id can travel in an HTTP header. */
export const fitsHeader = (value: string): boolean =>
  !/[^\x21-\x7e]/.test(value)

/** An environment variable that is set but empty counts as not set. */
const credential = z
  .string()
  .transform((value) => value.trim())
  .refine(fitsHeader, {
    message: "has a character that an HTTP header cannot carry",
  })
  .transform((value) => value || undefined)
  .optional()

const label = z.string().trim().min(1)

const milliseconds = (from: number, to: number) =>
  z.number().int().min(from).max(to)

/**
 * The options that the merchant may also set in the Admin, where what is saved
 * wins over the configuration.
 */
export const behaviourShape = {
  onFailure: z.enum(["fallback", "throw", "zero"]),
  onInvalidAddress: z.enum(["fallback", "reject"]),
  onTaxChange: z.enum(["refuse", "accept"]),
  /** The option `sync.on`. */
  syncOn: z.enum(["payment_captured", "order_placed", "fulfilled"]),
  defaultCategory: label,
  defaultSubcategory: label,
  shippingCategory: label,
  shippingSubcategory: label,
}

const encryptionKey = z.string().min(32)

const optionsSchema = z.strictObject({
  apiKey: credential,
  organizationId: credential,
  baseUrl: z
    .string()
    .refine(isAcceptableBaseUrl, {
      message:
        "must be an https:// address (http:// is accepted for localhost only), without credentials or a query",
    })
    .transform((value) => {
      const { origin, pathname } = new URL(value)
      return `${origin}${pathname.replace(/\/+$/, "")}`
    })
    .default(DEFAULT_BASE_URL),
  timeoutMs: milliseconds(1, 9_000).default(1_500),
  deadlineMs: milliseconds(1, 9_000).default(1_900),
  retries: z.number().int().min(0).max(10).default(2),
  onFailure: behaviourShape.onFailure.default("fallback"),
  onInvalidAddress: behaviourShape.onInvalidAddress.default("fallback"),
  onTaxChange: behaviourShape.onTaxChange.default("refuse"),
  defaultCategory: behaviourShape.defaultCategory.default("Physical"),
  defaultSubcategory:
    behaviourShape.defaultSubcategory.default("General Physical"),
  shippingCategory: behaviourShape.shippingCategory.default("Misc"),
  shippingSubcategory: behaviourShape.shippingSubcategory.default(
    "Shipping - Title transfer at time of Sales"
  ),
  validateAddress: z.enum(["off", "warn", "reject"]).default("off"),
  addressValidationsPerMinute: z.number().int().min(1).max(10_000).default(60),
  encryptionKey: z
    .union([encryptionKey, z.array(encryptionKey).min(1)], {
      message:
        "must be a text of at least 32 characters, or a list of such texts",
    })
    .optional(),
  sync: z
    .strictObject({
      enabled: z.boolean().default(true),
      on: behaviourShape.syncOn.default("payment_captured"),
      totalsIncludeTax: z.boolean().default(false),
      refundsAs: z
        .enum(["credit_note", "negative_sale"])
        .default("credit_note"),
      otherProviders: z.boolean().default(true),
    })
    .prefault({}),
  hooks: z
    .strictObject({
      cartTaxLines: z.boolean().default(true),
      cartRefresh: z.boolean().default(true),
      orderTaxLines: z.boolean().default(true),
      cartRoutes: z.boolean().default(true),
      orderRoutes: z.boolean().default(true),
    })
    .prefault({}),
})

/**
 * What a store may say about the plugin. Everything has a default: without
 * `apiKey` and `organizationId` the store boots and taxes by its own rates.
 */
export type KintsugiOptions = {
  /**
   * Kintsugi's client-scope API key, sent as `x-api-key`. A partner-scope key
   * does not work. Absent: Kintsugi is not asked, see {@link onFailure}.
   */
  apiKey?: string

  /**
   * The Kintsugi organization whose registrations decide, sent as
   * `x-organization-id`, e.g. `orgn_argaLQwMy2fJc`.
   */
  organizationId?: string

  /**
   * What the API key that is entered in the Admin is encrypted with at rest: at
   * least 32 characters, e.g. from `openssl rand -base64 32`. Of a list, the
   * first encrypts and all of them decrypt, which is how to replace it.
   * Absent: a key derived from the store's `http.jwtSecret`, or its
   * `http.cookieSecret` where that is no text.
   */
  encryptionKey?: string | string[]

  /**
   * Where Kintsugi's API is. Only https, save for loopback addresses, since
   * the key goes along with every request.
   * @default "https://api.trykintsugi.com"
   */
  baseUrl?: string

  /**
   * How long one attempt at a request may take, in ms, connecting included.
   * @default 1500
   */
  timeoutMs?: number

  /**
   * How long a whole tax calculation may take, in ms, all attempts and the
   * waiting between them included.
   *
   * Medusa holds the cart's lock meanwhile: it lets another request for the
   * same cart wait 2 s for that lock, and the lock itself lasts 10 s. 1.9 s
   * answers before the next request gives up; and the two calculations that
   * Medusa makes in a row (items, then shipping) stay well inside the 10 s.
   * @default 1900
   */
  deadlineMs?: number

  /**
   * How many more attempts follow a failed one, if the failure can heal (408,
   * 429, 5xx, broken connections, timeouts) and the deadline allows.
   * @default 2
   */
  retries?: number

  /**
   * What a cart gets when Kintsugi can't answer, or is not configured.
   * - `"fallback"`: the tax region's own rates in Medusa, marked with
   *   `data.source: "fallback"`; without such a rate, an error.
   * - `"throw"`: an error that a storefront can show.
   * - `"zero"`: no tax, marked with `data.source: "zero"`. The merchant then
   *   owes what was not collected.
   * @default "fallback"
   */
  onFailure?: "fallback" | "throw" | "zero"

  /**
   * What a cart gets whose address Kintsugi calls invalid.
   * - `"fallback"`: the tax region's own rates in Medusa, marked; without such
   *   a rate, an error.
   * - `"reject"`: an error that asks the shopper to check the address.
   * @default "fallback"
   */
  onInvalidAddress?: "fallback" | "reject"

  /**
   * What happens at completion when the cart's tax is not that of the cart any
   * more and the payment is authorized already.
   * - `"refuse"`: an error that asks the shopper to review the new total.
   * - `"accept"`: the order is placed with the tax that was authorized, and
   *   carries `metadata.kintsugi_tax_due` with the tax that was due.
   *
   * Concerns the store's completion route; an order that a payment webhook
   * completes always goes through.
   * @default "refuse"
   */
  onTaxChange?: "refuse" | "accept"

  /**
   * Whether Kintsugi validates a US shipping address before an order is placed.
   * - `"off"`: no.
   * - `"warn"`: yes; the order is placed all the same, and carries
   *   `metadata.kintsugi_address_status` where the address is not verified.
   * - `"reject"`: the same, but an address that is invalid is refused with a
   *   message for the shopper, unless a payment is authorized already.
   *
   * Concerns the store's completion route; what Kintsugi can't answer passes.
   * @default "off"
   */
  validateAddress?: "off" | "warn" | "reject"

  /**
   * How often one client (by its IP address) may ask
   * `POST /store/kintsugi/address-validation` in a minute, on each instance of
   * the store. A storefront whose server asks for all of its shoppers is one
   * client. All clients together may ask 20 times as often.
   * @default 60
   */
  addressValidationsPerMinute?: number

  /**
   * Kintsugi's category for products that neither Medusa nor Kintsugi has
   * classified, as `GET /v1/products/categories` names it.
   * @default "Physical"
   */
  defaultCategory?: string

  /**
   * The subcategory that goes with {@link defaultCategory}.
   * @default "General Physical"
   */
  defaultSubcategory?: string

  /**
   * Kintsugi's category for shipping methods.
   * @default "Misc"
   */
  shippingCategory?: string

  /**
   * Kintsugi's subcategory for shipping methods: whether and how shipping is
   * taxed depends on when title passes to the buyer.
   * @default "Shipping - Title transfer at time of Sales"
   */
  shippingSubcategory?: string

  /** How sales and refunds are reported to Kintsugi. */
  sync?: {
    /**
     * Off: nothing is reported, and nothing is written down to be reported
     * later. A backfill then brings the history in.
     * @default true
     */
    enabled?: boolean
    /**
     * When an order becomes a sale for Kintsugi.
     * - `"payment_captured"`: once captured payments, with gift cards and
     *   other credit lines, cover it.
     * - `"order_placed"`: at once, paid or not.
     * - `"fulfilled"`: once every item is fulfilled.
     * @default "payment_captured"
     */
    on?: "payment_captured" | "order_placed" | "fulfilled"
    /**
     * Whether a transaction's `total_amount` is told with tax. Kintsugi's
     * contract and its samples disagree; the lines are net in both cases.
     * @default false
     */
    totalsIncludeTax?: boolean
    /**
     * How refunds are told: as credit notes on the sale, or as sales with
     * negative amounts, for organizations where Kintsugi's credit notes answer
     * with a 404.
     * @default "credit_note"
     */
    refundsAs?: "credit_note" | "negative_sale"
    /**
     * Whether orders that another tax provider (or none) taxed are reported as
     * well, with the tax that was charged.
     * @default true
     */
    otherProviders?: boolean
  }

  /**
   * Which workflow hooks the plugin takes, and which of Medusa's routes it
   * wraps. A Medusa hook has room for one handler: a store with its own switches
   * ours off here and calls the exported function from its handler (see
   * `medusa-plugin-kintsugi/workflows`).
   */
  hooks?: {
    /**
     * `upsertTaxLinesWorkflow.hooks.setTaxLineContext` and
     * `updateTaxLinesWorkflow.hooks.setTaxLineContext` (carts). Off: Kintsugi
     * is asked about the changed lines alone, without their discounts, and an
     * item's jurisdictions are added up in one tax line, since Medusa mangles
     * several.
     * @default true
     */
    cartTaxLines?: boolean
    /**
     * `refreshCartItemsWorkflow.hooks.beforeRefreshingPaymentCollection`. Off:
     * a changed quantity keeps its old rate until taxes are asked for.
     * @default true
     */
    cartRefresh?: boolean
    /**
     * `updateOrderTaxLinesWorkflow.hooks.setTaxLineContext` (orders).
     * @default true
     */
    orderTaxLines?: boolean
    /**
     * The Store API's routes for creating a cart, promotions, `/taxes` and
     * `/complete`, whose workflows have no hook after the change. Off: their
     * tax is settled with the next change, and a completion places what is
     * there, unless the store calls `settleCartTaxWorkflow` and
     * `completeWithSettledTax` itself.
     * @default true
     */
    cartRoutes?: boolean
    /**
     * The Admin API's routes for order edits, exchanges, claims and draft
     * orders. Off, or without {@link orderTaxLines}: what is added is taxed by
     * the rate of one unit, unless the store calls `settleOrderChangeWorkflow`.
     * @default true
     */
    orderRoutes?: boolean
  }
}

/** {@link KintsugiOptions} with every default filled in. */
export type ResolvedKintsugiOptions = z.infer<typeof optionsSchema>

/** What may be kept on an object that somebody might log: no credentials. */
export type KintsugiSettings = Omit<
  ResolvedKintsugiOptions,
  "apiKey" | "organizationId" | "encryptionKey"
>

/** What the merchant may set in the Admin. */
export type Behaviour = {
  [Name in keyof typeof behaviourShape]: z.infer<(typeof behaviourShape)[Name]>
}

/** The options without what must not be kept where it could be logged. */
export const withoutSecrets = (
  options: ResolvedKintsugiOptions
): KintsugiSettings => {
  const settings: Partial<ResolvedKintsugiOptions> = { ...options }
  delete settings.apiKey
  delete settings.organizationId
  delete settings.encryptionKey
  return settings as KintsugiSettings
}

const optionName = (path: PropertyKey[]): string => path.map(String).join(".")

/** The options of a group, such as `hooks`; those at the top without a name. */
const groupNamed = (name: string) =>
  name === "hooks" || name === "sync"
    ? optionsSchema.shape[name].unwrap()
    : optionsSchema

const sentence = (issue: z.core.$ZodIssue): string => {
  const name = optionName(issue.path)
  if (issue.code === "unrecognized_keys") {
    const prefix = name ? `${name}.` : ""
    const known = Object.keys(groupNamed(name).shape)
    return issue.keys
      .map(
        (key) =>
          `there is no option "${prefix}${key}"; the options are ${known.join(", ")}`
      )
      .join("; ")
  }
  return name ? `option "${name}": ${issue.message}` : issue.message
}

/** Medusa writes its database settings into a module's options at boot. */
const withoutMedusas = (options: object | undefined): object => {
  const own: { database?: unknown } = { ...options }
  delete own.database
  return own
}

/**
 * Checks a store's options and fills in the defaults.
 *
 * @throws MedusaError (invalid_data) naming each unknown or malformed option;
 * values are left out of the message, since one of them may be the key.
 *
 * @example
 * resolveOptions({ apiKey: "sk_…", organizationId: "orgn_…" }).deadlineMs // 1900
 */
export const resolveOptions = (
  options: KintsugiOptions | undefined
): ResolvedKintsugiOptions => {
  const parsed = optionsSchema.safeParse(withoutMedusas(options), {
    reportInput: false,
  })
  if (!parsed.success) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `medusa-plugin-kintsugi: ${parsed.error.issues.map(sentence).join("; ")}.`
    )
  }
  return parsed.data
}

/**
 * What stands between these options and a working connection, as a phrase for
 * a log line; `undefined` where nothing does.
 */
export const missingCredentials = (
  options: Pick<ResolvedKintsugiOptions, "apiKey" | "organizationId">
): string | undefined => {
  const missing = (["apiKey", "organizationId"] as const).filter(
    (name) => !options[name]
  )
  return missing.length ? missing.join(" and ") : undefined
}
