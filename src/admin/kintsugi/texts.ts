import { currencyDigits } from "../../tax/money/currency-digits"

/** All text of the Admin pages, in one place for translation. */
export const TEXTS = {
  halfDate: "This date is incomplete.",
  retry: "Try again",
  save: "Save",
  saved: "Saved. It takes effect with the next request.",
  cancel: "Cancel",
  close: "Close",
  clear: "Clear",
  copy: "Copy",
  unreachable: "This could not be loaded",
  none: "–",

  settings: {
    title: "Kintsugi",
    subtitle: "Kintsugi calculates the tax on your carts and orders.",
    changed: (at: string, by: string) => `Changed ${at} by ${by}`,
  },

  connection: {
    title: "Connection",
    subtitle: "The API key and the organization used for requests to Kintsugi.",
    configured: "Configured",
    notConfigured: "Not configured",
    enterAgain: "Enter the key again",
    inForce: "In use",
    sources: {
      admin: "The credentials saved here",
      options: "The plugin's options in medusa-config",
      none: "None: carts are taxed as set under Behavior",
    },
    apiKey: "API key",
    apiKeyHint:
      "A client-scope key. It is encrypted and never shown again; leave this empty to keep the saved key.",
    apiKeyHintFirst:
      "A client-scope key from Kintsugi. It is encrypted and never shown again.",
    organizationId: "Organization ID",
    organizationIdHint:
      "As shown in Kintsugi's settings, e.g. orgn_argaLQwMy2fJc.",
    required: "This field is required.",
    save: "Check and save",
    test: "Test connection",
    remove: "Remove",
    removeTitle: "Remove the saved credentials?",
    removeToOptions:
      "The credentials in medusa-config take effect again immediately.",
    removeToNothing:
      "Kintsugi is no longer used, and carts are taxed as set under Behavior.",
    removed: "Removed",
    unreadable:
      "The saved key can no longer be read because the secret that it was encrypted with has changed. Enter the key again.",
  },

  behavior: {
    title: "Behavior",
    subtitle: "Changes take effect with the next request, on every instance.",
    configured: (value: string) => `As configured: ${value}`,
    timeZoneFrom: {
      setting: (zone: string) =>
        `New sales are dated in ${zone}, as configured.`,
      stock_location: (zone: string) =>
        `New sales are dated in ${zone}, the time zone of your only stock location. Enter an IANA name, such as America/New_York, to set another.`,
      utc: () =>
        "New sales are dated in UTC, because no time zone is set and your stock locations do not determine one. Enter an IANA name, such as America/New_York.",
    } as Record<string, (zone: string) => string>,
    fields: {
      on_failure: "When Kintsugi can't answer",
      on_invalid_address: "When Kintsugi refuses an address",
      on_tax_change: "When the tax changes under an authorized payment",
      sync_on: "When sales are reported",
      sync_since: "Report orders automatically since",
      sync_time_zone: "Store time zone",
      default_category: "Unclassified products",
      shipping_category: "Shipping",
    },
    since: (at: string | null) =>
      at
        ? `Currently: orders placed on or after ${at}. A backfill reports older orders.`
        : "From the first connection on. A backfill reports older orders.",
    values: {
      on_failure: {
        fallback: "Use the tax region's own rates",
        throw: "Stop with a message for the shopper",
        zero: "Charge no tax (you owe it)",
      },
      on_invalid_address: {
        fallback: "Use the tax region's own rates",
        reject: "Ask the shopper to check the address",
      },
      on_tax_change: {
        refuse: "Ask the shopper to review the new total",
        accept: "Place the order with the authorized tax",
      },
      sync_on: {
        payment_captured: "Once the order is paid",
        order_placed: "As soon as the order is placed",
        fulfilled: "Once every item is fulfilled",
      },
    } as Record<string, Record<string, string>>,
  },

  categories: {
    placeholder: "Search Kintsugi's categories",
    none: "No Kintsugi category matches",
    more: (count: number) => `${count} more: type to narrow the list`,
    unavailable: "Kintsugi's categories can't be read right now",
    label: "Category",
  },

  products: {
    placeholder: "Search products",
    none: "No product matches",
    label: "Product",
  },

  regions: {
    title: "Tax regions",
    subtitle:
      "Which provider taxes each country. Provinces follow their country; a switch takes effect with the next change to a cart.",
    country: "Country",
    provider: "Taxed by",
    rate: "Default rate",
    onKintsugi: "Kintsugi",
    noOne: "Not taxed",
    system: "Medusa's rates",
    switch: (country: string) => `Tax ${country} with Kintsugi`,
    empty: "The store does not sell to any country yet. Create a region first.",
    changed: (country: string, isKintsugi: boolean) =>
      isKintsugi
        ? `${country} is now taxed by Kintsugi`
        : `${country} is now taxed with Medusa's own rates`,
    warnings: {
      no_tax_region: "Sold to, but not taxed",
      not_automatic: "Its region doesn't calculate taxes automatically",
      no_default_rate: "No default rate to fall back on",
      not_sold_to: "None of the store's regions sells here",
    } as Record<string, string>,
    notRegistered:
      "Kintsugi's tax provider is not registered in medusa-config; see the plugin's README.",
  },

  collection: {
    title: "Where you collect",
    subtitle:
      "Your registrations according to Kintsugi, and how close your sales are to the thresholds where you have none.",
    asOf: (at: string) => `As of ${at}`,
    stale: "These are the last figures received from Kintsugi.",
    empty:
      "You are not registered anywhere yet, and no threshold is near: Kintsugi calculates no tax.",
    map: "Map of the United States",
    legend: "What the tiles mean",
    choose:
      "Choose a state to see its figures. The arrow keys move around the map.",
    tile: (name: string, code: string, status: string) =>
      `${name}, ${code}: ${status.toLowerCase()}`,
    counted: (status: string, count: number) => `${status} (${count})`,
    statuses: {
      registered: "Registered",
      registering: "Registration in progress",
      met: "Threshold met",
      near: "Threshold near",
      other: "Another status",
      none: "Nothing to do",
    },
    registration: (
      status: string,
      since: string | null,
      frequency: string | null
    ) =>
      [
        `Registration: ${status}`,
        since && `since ${since}`,
        frequency && `filed ${frequency}`,
      ]
        .filter(Boolean)
        .join(", "),
    physical:
      "You have a physical presence there, which counts even without sales.",
    metOn: (date: string) => `The threshold was met on ${date}.`,
    sales: "Sales",
    transactions: "Transactions",
    threshold: "Threshold",
    against: (
      label: string,
      value: string,
      threshold: string,
      percent: number
    ) => `${label}: ${value} of ${threshold} (${percent}%)`,
    withoutThreshold: (label: string, value: string) => `${label}: ${value}`,
    counts: {
      SALES: "The sales threshold counts.",
      TRANSACTIONS: "The transaction threshold counts.",
      EITHER: "Either threshold counts.",
      BOTH: "Both thresholds must be met.",
    } as Record<string, string>,
    period: (from: string, to: string) => `Counted from ${from} to ${to}.`,
    noFigures: "Kintsugi has no figures for this place.",
    elsewhere: "Elsewhere",
    status: "Status",
  },

  trial: {
    title: "Try it",
    subtitle: "See what tax Kintsugi would calculate. No cart is changed.",
    address: "Street",
    city: "City",
    province: "State or province",
    postalCode: "Postal code",
    country: "Country (two letters)",
    amount: "Amount",
    currency: "Currency",
    product: "Product",
    productHint: "Taxed according to its classification.",
    category: "Category",
    categoryHint:
      "Replaces the product's category. If both are empty, the default category applies.",
    simulate: "Calculate as if registered there",
    run: "Calculate",
    total: "Tax",
    taxable: (amount: string) => `On ${amount}`,
    taxedAs: (category: string, subcategory: string) =>
      `Taxed as ${category} / ${subcategory}`,
    rate: "Rate",
    jurisdiction: "Jurisdiction",
    registered: "Registered there",
    notRegistered: "Not registered there",
    simulated: "As if registered",
    exempt: (reason: string) => `Not taxed: ${reason}`,
    noReason: "Kintsugi gives no reason",
    reasons: {
      PRODUCT: "the product is exempt",
      PRODUCT_EXEMPT: "the product is exempt",
      TRANSACTION: "the sale is exempt",
      CUSTOMER: "the customer is exempt",
      REGION: "this place has no such tax",
      REVERSE_CHARGE: "the buyer owes the tax (reverse charge)",
      ZERO_RATE_TAX: "the rate is zero",
      ZERO_RATE_NOT_EXEMPT: "the rate is zero",
      RULE_FOUND_TAXABLE_ZERO_RATE: "the rate is zero",
      HIGH_VALUE_PHYSICAL_GOODS: "high-value goods are taxed at the border",
      EXPORT: "it is exported",
      ZERO_VALUE_ITEM: "the amount is zero",
      NO_RULE_FOUND: "Kintsugi has no rule for it here",
      RULE_FOUND_NOT_TAXABLE: "it is not taxable here",
      RULE_EXCLUDED_IN_CALCULATION: "Kintsugi's calculation leaves it out",
    } as Record<string, string>,
    noTax: "Kintsugi calculates no tax here.",
    addressStatus: (status: string) => `Address: ${status.toLowerCase()}`,
  },

  health: {
    title: "Health",
    subtitle:
      "How tax calculations have performed, on all instances. A problem disappears automatically once it is resolved.",
    hour: "Last hour",
    formatDay: "Last 24 hours",
    estimates: "Calculations",
    remembered: "From cache",
    median: "Median",
    p95: "95th percentile",
    fallbacks: "Unanswered",
    milliseconds: (ms: number | null) => (ms === null ? "–" : `${ms} ms`),
    chart: "Calculations by hour, the last 24 hours",
    bar: (hour: string, estimates: number, fallbacks: number) =>
      `${hour}: ${estimates} calculations, ${fallbacks} unanswered`,
    latencyChart:
      "Response time by hour: the median, with the 95th percentile above it",
    latencyBar: (hour: string, median: string, p95: string) =>
      `${hour}: median ${median}, 95th percentile ${p95}`,
    empty: "No tax has been calculated in the last 24 hours.",
    problems: "Current problems",
    noProblems: "No problems",
    codes: {
      unauthorized: "The API key is refused",
      forbidden: "The organization is refused",
      not_configured: "Kintsugi is not configured",
      rate_limited: "Too many requests",
      unavailable: "Kintsugi is unavailable",
      timed_out: "Kintsugi is too slow",
      bad_response: "Kintsugi's answer is invalid",
      invalid_request: "Kintsugi refuses the request",
      invalid_address: "An address was refused",
      currency_not_supported: "A currency that Kintsugi doesn't support",
      not_found: "Kintsugi's API was not found",
      conflict: "Kintsugi reports a conflict",
      amount_not_a_number: "A price can't be used",
      amount_too_large: "A line exceeds the amount that Kintsugi accepts",
      internal_error: "An error in the plugin",
      order_not_read: "An order can't be read for reporting",
    } as Record<string, string>,
    seen: (count: number, first: string, last: string) =>
      `${count}×, first ${first}, last ${last}`,
    ledger: "Reported sales and refunds",
    ledgerWaiting: (count: number) => `${count} waiting`,
    ledgerRefused: (count: number) => `${count} refused`,
    ledgerLink: "Show them in Tax reporting",
  },

  reporting: {
    title: "Tax reporting",
    subtitle:
      "The sales and refunds reported to Kintsugi. What can't be sent is kept and tried again; nothing is lost.",
    notConfigured: (missing: string) =>
      `Nothing is sent to Kintsugi: ${missing}.`,
    toSettings: "Kintsugi's settings",
    refused: "Refused",
    waiting: "Waiting",
    retrying: (count: number) => `${count} failed so far and will be retried`,
    delivered: "Delivered",
    skipped: "Nothing to send",
    show: (name: string, count: number) => `${name}: ${count}. Show them`,

    records: "Records",
    recordsSubtitle: "Newest first.",
    search: "Search by order number",
    state: "State",
    type: "Kind",
    allStates: "All states",
    allTypes: "All kinds",
    order: "Order",
    orderNumber: (number: string) => `#${number}`,
    kind: "Kind",
    tax: "Tax",
    total: "Total",
    at: "When",
    actions: "Actions",
    states: {
      waiting: "Waiting",
      sending: "Sending",
      delivered: "Delivered",
      refused: "Refused",
      skipped: "Nothing to send",
    } as Record<string, string>,
    waitsFor: {
      payment: "Waiting for payment",
      fulfillment: "Waiting for fulfillment",
      sale: "Waiting for its sale",
      retry: "Will be tried again",
      product: "Waiting for a product",
      organization: "Belongs to another organization",
    } as Record<string, string>,
    toBeSent: "To be sent",
    productOf: (title: string) => `Product: ${title}`,
    types: { sale: "Sale", credit_note: "Credit note" } as Record<
      string,
      string
    >,
    reasons: {
      change: "change of the order",
      refund: "refund",
      return: "return",
      cancellation: "cancellation",
    } as Record<string, string>,
    sendAgain: "Send again",
    sendAgainOf: (record: string) => `Send again: ${record}`,
    sent: "Kintsugi has it now",
    notSent: "Kintsugi refused it again",
    waitsAgain: "It has been tried again",
    retryAll: "Send all refused again",
    retriedAll: (count: number) =>
      count === 1
        ? "1 record will be sent again within a minute"
        : `${count} records will be sent again within a minute`,
    emptyTitle: "Nothing has been reported yet",
    emptyText:
      "Sales and refunds appear here as they happen. A backfill adds past orders.",
    noneFoundTitle: "Nothing found",
    noneFoundText: "No record matches.",

    backfill: "Backfill",
    backfillSubtitle:
      "Reports past orders, oldest first. What Kintsugi already has is not reported again.",
    from: "Placed from",
    fromHint:
      "If empty: January 1 of last year. Kintsugi asks for sales from that date on.",
    to: "Placed through",
    toHint: "If empty: until now.",
    start: "Start backfill",
    started: "The backfill is running",
    progress: "Progress of the backfill",
    percent: (percent: number) => `${percent}%`,
    ordersDone: (done: number, total: number) => `${done} of ${total} orders`,
    timeLeft: (words: string) => `about ${words} left`,
    backfillStates: {
      running: "Running",
      done: "Done",
      stopped: "Stopped",
    } as Record<string, string>,
    undelivered: (count: number) =>
      count === 1
        ? "1 order has undelivered records; see above."
        : `${count} orders have undelivered records; see above.`,
    range: (from: string, to: string) => `Orders from ${from} until ${to}`,
    noBackfill: "No backfill has run yet.",
    seconds: (count: number) => (count === 1 ? "1 second" : `${count} seconds`),
    minutes: (count: number) => (count === 1 ? "1 minute" : `${count} minutes`),
    hours: (count: number) => (count === 1 ? "1 hour" : `${count} hours`),

    reconciliation: "Reconciliation",
    reconciliationSubtitle:
      "Compares the store's orders, these records, and what Kintsugi has. It also runs every night.",
    compare: "Compare",
    repair: "Compare and repair",
    repairTitle: "Compare and repair?",
    repairText:
      "Orders that are missing here, or whose changes went unnoticed, are processed; what Kintsugi lacks or has different is sent again. Nothing is deleted.",
    takeOver: "Take over orders",
    takeOverTitle: "Take over orders from another organization?",
    takeOverText:
      "All orders in this period that were reported to another organization are reported to the current one from the beginning. Do this if the other one was a trial; its records stay there.",
    agrees: "Everything agrees",
    differs: (count: number) =>
      count === 1 ? "1 finding" : `${count} findings`,
    compared: (orders: number, records: number, transactions: number) =>
      `${orders} orders, ${records} records and ${transactions} transactions at Kintsugi were compared.`,
    older: (count: number) =>
      count === 1
        ? "1 order was placed before reporting started and is not reported; a backfill reports it."
        : `${count} orders were placed before reporting started and are not reported; a backfill reports them.`,
    comparing: "Comparing…",
    failed: (message: string) => `The comparison failed: ${message}`,
    lastRun: (at: string, from: string, to: string) =>
      `Last run ${at}, for ${from} until ${to}`,
    noReconciliation: "Nothing has been compared yet.",
    finding: "Finding",
    concerns: "Order or record",
    meaning: "What it means",
    findings: {
      missing_in_ledger: "Missing here",
      changed_in_store: "Unnoticed change",
      not_readable: "Can't be read",
      reported_to_another_organization: "Another organization",
      not_delivered: "Not delivered",
      missing_at_kintsugi: "Missing at Kintsugi",
      doubled_at_kintsugi: "Duplicate at Kintsugi",
      amount_differs: "Amount differs",
      status_differs: "Status differs",
      archived_at_kintsugi: "Archived at Kintsugi",
      tax_differs_from_calculated: "Tax differs",
      unknown_to_the_store: "Unknown to the store",
    } as Record<string, string>,
    moreFindings: (count: number) => `and ${count} more`,
    openOrder: "Open order",
  },

  orderTax: {
    title: "Tax reporting",
    notOurs: {
      other:
        "Kintsugi does not tax this order: another tax provider does. Its tax is reported as it was charged.",
      nobody:
        "Kintsugi does not tax this order: it has no tax lines. Check the tax region of its country.",
    } as Record<string, string>,
    instead: {
      fallback: (reason: string) =>
        `This order was not taxed by Kintsugi but by the tax region's own rates (${reason}).`,
      zero: (reason: string) =>
        `Kintsugi could not answer, and no tax was charged on this order (${reason}). You owe the tax.`,
      pending: () =>
        "This order was placed without an address that Kintsugi could tax, and no tax was charged.",
    } as Record<string, (reason: string) => string>,
    notRead: (problem: string) =>
      `This order could not be read for reporting (${problem}). This is retried automatically; nothing is lost.`,
    older: (since: string) =>
      `Orders placed since ${since} are reported automatically; this one is older. A backfill reports it.`,
    reportingOff:
      "Reporting to Kintsugi is switched off (the option sync.enabled).",
    nothing: "There is nothing to report for this order yet.",
    kintsugiId: "Kintsugi ID",
    sum: (total: string, tax: string) => `${total}, including ${tax} tax`,
    filed: "In a filing",
    jurisdictionsReported: "Tax reported",
    jurisdictionsCharged: "Tax charged",
    comparison: "Charged vs. calculated",
    charged: "Charged",
    calculated: "Calculated by Kintsugi",
    difference: "Difference",
    same: "No difference",
    all: "All records for this order",
  },

  product: {
    title: "Tax classification",
    inForce: "In effect",
    own: "This product's own classification",
    ownHint: "Leave it empty to follow rules, Kintsugi, or the defaults.",
    clear: "Clear",
    sources: {
      product: "set on this product",
      category: "by a rule of its category",
      collection: "by a rule of its collection",
      product_type: "by a rule of its type",
      tag: "by a rule of one of its tags",
      kintsugi: "classified at Kintsugi",
      default: "the default",
      unknown: "Kintsugi can't be reached right now",
      rule: "by a rule",
    } as Record<string, string>,
  },

  classification: {
    title: "Tax classification",
    subtitle:
      "What Kintsugi taxes each product as. A change takes effect with the next calculation.",
    search: "Search products",
    selectAll: "Select all products on this page",
    select: (title: string) => `Select ${title}`,
    product: "Product",
    taxedAs: "Taxed as",
    from: "Source",
    notClassified: "Decided by Kintsugi or the default",
    show: "Products shown",
    shown: {
      all: "All products",
      false: "Unclassified products",
      true: "Classified products",
    } as Record<string, string>,
    allClassifiedTitle: "Every product is classified",
    allClassifiedText: "By its own classification, or by a rule.",
    assign: "Assign category",
    assignTitle: (count: number) =>
      count === 1 ? "Classify 1 product" : `Classify ${count} products`,
    clear: "Clear classification",
    done: (count: number) =>
      count === 1 ? "1 product classified" : `${count} products classified`,
    cleared: (count: number) =>
      count === 1 ? "1 product cleared" : `${count} products cleared`,
    emptyTitle: "No products",
    emptyText: "The store's products appear here.",
    noneFoundTitle: "Nothing found",
    noneFoundText: "No product matches the search.",
    rules: "Rules",
    rulesSubtitle:
      "For products without a classification of their own, in this order: category, collection, type, tag.",
    kind: "Applies to",
    kinds: {
      category: "Product category",
      collection: "Collection",
      product_type: "Product type",
      tag: "Tag",
    } as Record<string, string>,
    reference: "Name",
    chooseReference: "Choose one",
    addRule: "Add rule",
    noRules: "There are no rules yet.",
    deleteRule: "Delete rule",
    deleteRuleTitle: "Delete this rule?",
    deleteRuleText:
      "Products that it classified will follow other rules, Kintsugi, or the default.",
    delete: "Delete",
    ruleAdded: "Rule saved",
    ruleDeleted: "Rule deleted",
    gone: "(deleted)",
  },

  exemptions: {
    title: "Tax exemptions",
    subtitle:
      "Where this customer's carts are not taxed, according to Kintsugi.",
    none: "This customer has no exemption.",
    add: "Add exemption",
    addTitle: "Exempt this customer",
    withdraw:
      "It applies from the next cart on, and is sent to Kintsugi immediately. It can't be withdrawn from here: to end it early, open Exemptions in Kintsugi.",
    submit: "Exempt",
    added: "Exempted. The customer's next cart there is not taxed.",
    type: "Kind",
    types: {
      customer: "The customer is exempt (a school, a charity, …)",
      wholesale: "The customer resells (wholesale)",
    },
    states: "States",
    statesHint:
      "Two letters each, such as TX, CA. Leave it empty for the whole country.",
    statesWrong: "States are two letters each, such as TX, CA.",
    country: "Country",
    countryWrong: "A country is two letters, such as US.",
    fein: "FEIN",
    feinOf: (fein: string) => `FEIN ${fein}`,
    feinWrong: "A FEIN is nine digits, such as 12-3456789.",
    salesTaxId: "Sales tax ID",
    salesTaxIdOf: (id: string) => `Sales tax ID ${id}`,
    numberNeeded:
      "Enter the FEIN or the sales tax ID that the exemption was granted for.",
    start: "From",
    end: "To",
    endHint: "Leave it empty if it does not end.",
    endsBefore: "It ends before it starts.",
    needed: "This field is required.",
    reseller: "The customer is a reseller",
    certificate: "Certificate",
    certificateHint:
      "A PDF of up to 10 MB. It is sent to Kintsugi and not stored here.",
    certificates: (count: number) =>
      count === 0
        ? "no certificate"
        : count === 1
          ? "1 certificate"
          : `${count} certificates`,
    endEarly:
      "To end an exemption early, open Exemptions in Kintsugi: it can't be withdrawn from here.",
    attach: "Attach a certificate",
    attachTo: (place: string) => `Attach a certificate to ${place}`,
    attached: "The certificate was sent to Kintsugi.",
    everywhere: "Everywhere",
    between: (from: string, to: string) => `${from} to ${to}`,
    since: (from: string) => `Since ${from}`,
    expired: "expired",
    unknown: "unknown",
    byGroup: (group: string, reason: string) =>
      `Exempt everywhere as a member of ${group}: ${reason}`,
    unknownNow: (problem: string) =>
      `The exemptions can't be shown right now. ${problem}`,
    taxIds: "Business tax IDs",
    isGuest:
      "This customer has no account. Because no shopper can sign in as this customer in the storefront, exemptions and business tax IDs apply only to what you create in the Admin.",
    countsForGuests:
      "Anyone who types this customer's e-mail address at checkout gets these exemptions and tax IDs, because the option exemptGuests is on.",
    taxIdsHint:
      "VAT, GST, and the like, one per country. Kintsugi is sent the one that applies at the place of delivery.",
    number: "Number",
    // Many numbers begin with their country, Greece's with EL.
    taxIdOf: (country: string, number: string) =>
      [country, country === "GR" ? "EL" : country].some((prefix) =>
        number.toUpperCase().startsWith(prefix)
      )
        ? number
        : `${country} ${number}`,
    taxIdStatus: {
      valid: "valid according to Kintsugi",
      invalid: "not valid according to Kintsugi",
      missing: "not at Kintsugi yet: save it again",
    },
    taxIdNotSent: (problem: string) =>
      `It is saved here, but Kintsugi does not have it: ${problem}`,
    remove: "Remove",
    removeTaxId: (number: string) => `Remove ${number}`,
  },

  exemptGroup: {
    title: "Tax exemption",
    subtitle: "Whether the members of this group are taxed.",
    exempt: "exempt",
    taxed: "taxed",
    reason: "Reason",
    reasonHint:
      "Nothing that a member buys is taxed, anywhere. The reason is shown only in the Admin.",
    mark: "Mark as exempt",
    taxAgain: "Tax again",
  },
} as const

const TIME = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeStyle: "short",
})

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" })

/** Falls back to Kintsugi's text where it is not a valid date or currency. */
const withFallback = (text: string, format: () => string): string => {
  try {
    return format()
  } catch {
    return text
  }
}

/** A day in the reader's locale. */
export const day = (at: string): string =>
  withFallback(at, () => DAY.format(new Date(at)))

/**
 * An amount in major units in the reader's locale, for display. The currency's
 * digits are those of ISO 4217, not the browser's.
 */
export const formatMoney = (amount: string, currencyCode: string): string =>
  withFallback(`${amount} ${currencyCode}`, () => {
    const digits = currencyDigits(currencyCode)
    return new Intl.NumberFormat(undefined, {
      style: "currency",
      currency: currencyCode.toUpperCase(),
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(Number(amount))
  })

/** A fraction, such as Kintsugi's rates, in percent. */
export const percent = (fraction: string): string =>
  `${Number((Number(fraction) * 100).toFixed(4))}%`

/** A moment in the reader's locale. */
export const formatMoment = (at: string): string =>
  withFallback(at, () => TIME.format(new Date(at)))

const CALENDAR_DAY = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeZone: "UTC",
})

/** A day (`YYYY-MM-DD`, with or without a time), the same in every time zone. */
export const calendarDay = (date: string): string =>
  withFallback(date, () =>
    CALENDAR_DAY.format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
  )

/** One of Kintsugi's own words, e.g. `AWAITING_CLARIFICATION`. */
export const inWords = (name: string): string =>
  name.replace(/_/g, " ").toLowerCase()

export const capitalized = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1)
