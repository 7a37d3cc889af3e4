/** Every word that the pages say, in one place, to be translated. */
export const TEXTS = {
  halfDate: "This date is not complete.",
  retry: "Try again",
  save: "Save",
  saved: "Saved. It is in force for the next request.",
  cancel: "Cancel",
  close: "Close",
  clear: "Clear",
  copy: "Copy",
  unreachable: "This could not be loaded",
  none: "–",

  settings: {
    title: "Kintsugi",
    subtitle: "Kintsugi calculates the tax of your carts and orders.",
    changed: (at: string, by: string) => `Changed ${at} by ${by}`,
  },

  connection: {
    title: "Connection",
    subtitle: "The API key and the organization that Kintsugi is asked with.",
    configured: "Configured",
    notConfigured: "Not configured",
    enterAgain: "Enter the key again",
    inForce: "In force",
    sources: {
      admin: "What is saved here",
      options: "The plugin's options in medusa-config",
      none: "Nothing: carts are taxed as it says under Behaviour",
    },
    apiKey: "API key",
    apiKeyHint:
      "A client-scope key. It is encrypted and never shown again; leave it empty to keep the one that is saved.",
    apiKeyHintFirst:
      "A client-scope key from Kintsugi. It is encrypted and never shown again.",
    organizationId: "Organization id",
    organizationIdHint:
      "As Kintsugi's settings show it, e.g. orgn_argaLQwMy2fJc.",
    required: "This is needed.",
    save: "Check and save",
    test: "Test connection",
    remove: "Remove",
    removeTitle: "Remove the saved credentials?",
    removeToOptions:
      "The credentials of medusa-config are in force again at once.",
    removeToNothing:
      "Kintsugi is not asked any more, and carts are taxed as it says under Behaviour.",
    removed: "Removed",
    unreadable:
      "The saved key can't be read any more, since the secret that it was encrypted with has changed. Enter it again.",
  },

  behaviour: {
    title: "Behaviour",
    subtitle: "In force for the next request, on every instance.",
    configured: (value: string) => `As configured: ${value}`,
    fields: {
      on_failure: "When Kintsugi can't answer",
      on_invalid_address: "When Kintsugi refuses an address",
      on_tax_change: "When the tax changes under an authorized payment",
      sync_on: "When sales are reported",
      default_category: "Products that nobody has classified",
      shipping_category: "Shipping",
    },
    values: {
      on_failure: {
        fallback: "Tax by the tax region's own rates",
        throw: "Refuse, with a message for the shopper",
        zero: "Charge no tax (you owe it)",
      },
      on_invalid_address: {
        fallback: "Tax by the tax region's own rates",
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
    none: "No category of Kintsugi's matches",
    more: (count: number) => `${count} more: type to narrow them down`,
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
      "Who taxes each country. Provinces follow their country; a switch takes effect with the next change of a cart.",
    country: "Country",
    provider: "Taxed by",
    rate: "Default rate",
    onKintsugi: "Kintsugi",
    noOne: "Nobody",
    system: "Medusa's rates",
    switch: (country: string) => `Tax ${country} by Kintsugi`,
    empty: "The store sells to no country yet. Create a region first.",
    changed: (country: string, isKintsugi: boolean) =>
      isKintsugi
        ? `${country} is taxed by Kintsugi now`
        : `${country} is taxed by Medusa's own rates now`,
    warnings: {
      no_tax_region: "Sold to, but nobody taxes it",
      not_automatic: "Its region doesn't calculate taxes automatically",
      no_default_rate: "No default rate to fall back on",
      not_sold_to: "No region of the store sells here",
    } as Record<string, string>,
    notRegistered:
      "Kintsugi's tax provider is not registered in medusa-config; see the plugin's README.",
  },

  collection: {
    title: "Where you collect",
    subtitle:
      "Your registrations, and how far your sales have come where you have none, as Kintsugi knows them.",
    asOf: (at: string) => `As of ${at}`,
    stale: "This is what Kintsugi told last.",
    empty:
      "You are registered nowhere yet, and no threshold is near: Kintsugi calculates no tax.",
    map: "Map of the United States",
    legend: "What the tiles mean",
    choose:
      "Choose a state for its figures. With the keyboard, the arrow keys move over the map.",
    tile: (name: string, code: string, status: string) =>
      `${name}, ${code}: ${status.toLowerCase()}`,
    counted: (status: string, count: number) => `${status} (${count})`,
    statuses: {
      registered: "Registered",
      registering: "Registration under way",
      met: "Threshold met",
      near: "Threshold near",
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
    physical: "You are present there, which counts without any sales.",
    metOn: (date: string) => `The threshold was met on ${date}.`,
    sales: "Sales",
    transactions: "Transactions",
    threshold: "Threshold",
    against: (
      label: string,
      value: string,
      threshold: string,
      percent: number
    ) => `${label}: ${value} of ${threshold} (${percent} %)`,
    withoutThreshold: (label: string, value: string) => `${label}: ${value}`,
    counts: {
      SALES: "The threshold of sales counts.",
      TRANSACTIONS: "The threshold of transactions counts.",
      EITHER: "Either threshold counts.",
      BOTH: "Both thresholds have to be met.",
    } as Record<string, string>,
    period: (from: string, to: string) => `Counted from ${from} to ${to}.`,
    noFigures: "Kintsugi has no figures for this place.",
    elsewhere: "Elsewhere",
    status: "Status",
  },

  trial: {
    title: "Try it",
    subtitle: "What Kintsugi would tax. Touches no cart.",
    address: "Street",
    city: "City",
    province: "State or province",
    postalCode: "Postal code",
    country: "Country (two letters)",
    amount: "Amount",
    currency: "Currency",
    product: "Product",
    productHint: "Taxed as what it is classified as.",
    category: "Category",
    categoryHint: "In place of the product's. Neither: the default category.",
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
      HIGH_VALUE_PHYSICAL_GOODS: "goods of high value are taxed at the border",
      EXPORT: "it is exported",
      ZERO_VALUE_ITEM: "the amount is zero",
      NO_RULE_FOUND: "Kintsugi has no rule for it here",
      RULE_FOUND_NOT_TAXABLE: "it is not taxable here",
      RULE_EXCLUDED_IN_CALCULATION: "Kintsugi's calculation leaves it out",
    } as Record<string, string>,
    noTax: "Kintsugi taxes nothing here.",
    addressStatus: (status: string) => `Address: ${status.toLowerCase()}`,
  },

  health: {
    title: "Health",
    subtitle:
      "How the calculations of tax have gone, on all instances. A problem goes by itself once it is mended.",
    hour: "Last hour",
    day: "Last 24 hours",
    estimates: "Calculations",
    remembered: "From memory",
    median: "Median",
    p95: "95th percentile",
    fallbacks: "Not answered",
    milliseconds: (ms: number | null) => (ms === null ? "–" : `${ms} ms`),
    chart: "Calculations by hour, the last 24 hours",
    bar: (hour: string, estimates: number, fallbacks: number) =>
      `${hour}: ${estimates} calculations, ${fallbacks} not answered`,
    latencyChart:
      "Time to an answer by hour: the median, and above it the 95th percentile",
    latencyBar: (hour: string, median: string, p95: string) =>
      `${hour}: median ${median}, 95th percentile ${p95}`,
    empty: "No tax has been calculated in the last 24 hours.",
    problems: "At present",
    noProblems: "No problems",
    codes: {
      unauthorized: "The API key is refused",
      forbidden: "The organization is refused",
      not_configured: "Kintsugi is not configured",
      rate_limited: "Too many requests",
      unavailable: "Kintsugi is unavailable",
      timed_out: "Kintsugi is too slow",
      bad_response: "Kintsugi's answer could not be right",
      invalid_request: "Kintsugi refuses what it is asked",
      invalid_address: "An address was refused",
      currency_not_supported: "A currency that Kintsugi doesn't take",
      not_found: "Kintsugi's API was not found",
      conflict: "Kintsugi sees a conflict",
      amount_not_a_number: "A price can't be used",
      internal_error: "A fault of the plugin",
      order_not_read: "An order can't be read for the reports",
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
      "What Kintsugi is told of sales and refunds. What can't be sent is kept and tried again; nothing is lost.",
    notConfigured: (missing: string) =>
      `Nothing is sent to Kintsugi: ${missing}.`,
    toSettings: "Kintsugi's settings",
    refused: "Refused",
    waiting: "Waiting",
    retrying: (count: number) => `${count} sent in vain so far`,
    delivered: "Delivered",
    skipped: "Nothing to send",
    show: (name: string, count: number) => `${name}: ${count}. Show them`,

    records: "Records",
    recordsSubtitle: "What happened last comes first.",
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
      sending: "On its way",
      delivered: "Delivered",
      refused: "Refused",
      skipped: "Nothing to send",
    } as Record<string, string>,
    waitsFor: {
      payment: "Waits for payment",
      fulfillment: "Waits for fulfilment",
      sale: "Waits for its sale",
      retry: "Will be tried again",
      organization: "Another organization's",
    } as Record<string, string>,
    toBeSent: "To be sent",
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
        ? "1 record is sent again within a minute"
        : `${count} records are sent again within a minute`,
    emptyTitle: "Nothing is reported yet",
    emptyText:
      "Sales and refunds appear here as they happen. A backfill brings the history in.",
    noneFoundTitle: "Nothing found",
    noneFoundText: "No record matches.",

    backfill: "Backfill",
    backfillSubtitle:
      "Reports orders that were placed earlier, the oldest first. What Kintsugi has already is not told again.",
    from: "Placed from",
    fromHint:
      "Empty: 1 January of last year, from which on Kintsugi asks for sales.",
    to: "Until (that day included)",
    toHint: "Empty: until now.",
    start: "Start backfill",
    started: "The backfill is running",
    progress: "Progress of the backfill",
    percent: (percent: number) => `${percent} %`,
    ordersDone: (done: number, total: number) => `${done} of ${total} orders`,
    timeLeft: (words: string) => `about ${words} left`,
    backfillStates: {
      running: "Running",
      done: "Done",
      stopped: "Stopped",
    } as Record<string, string>,
    undelivered: (count: number) =>
      count === 1
        ? "1 order has something that is not delivered; see the records above."
        : `${count} orders have something that is not delivered; see the records above.`,
    range: (from: string, to: string) => `Orders from ${from} until ${to}`,
    noBackfill: "There was no backfill yet.",
    seconds: (count: number) => (count === 1 ? "1 second" : `${count} seconds`),
    minutes: (count: number) => (count === 1 ? "1 minute" : `${count} minutes`),
    hours: (count: number) => (count === 1 ? "1 hour" : `${count} hours`),

    reconciliation: "Reconciliation",
    reconciliationSubtitle:
      "Compares the store's orders, these records, and what Kintsugi has. It also runs each night.",
    compare: "Compare",
    mend: "Compare and mend",
    mendTitle: "Compare and mend?",
    mendText:
      "Orders that are missing here are looked at, and what Kintsugi lacks is sent again. Nothing is deleted.",
    agrees: "Everything agrees",
    differs: (count: number) =>
      count === 1 ? "1 finding" : `${count} findings`,
    compared: (orders: number, records: number, transactions: number) =>
      `${orders} orders, ${records} records and ${transactions} transactions at Kintsugi were compared.`,
    comparing: "Comparing…",
    failed: (message: string) => `The comparison broke off: ${message}`,
    lastRun: (at: string, from: string, to: string) =>
      `Last run ${at}, for ${from} until ${to}`,
    noReconciliation: "Nothing has been compared yet.",
    finding: "Finding",
    concerns: "Concerns",
    meaning: "What it means",
    findings: {
      missing_in_ledger: "Missing here",
      not_delivered: "Not delivered",
      missing_at_kintsugi: "Missing at Kintsugi",
      doubled_at_kintsugi: "Twice at Kintsugi",
      amount_differs: "Amount differs",
      status_differs: "Status differs",
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
        `Kintsugi could not answer, and this order was charged no tax (${reason}). You owe it.`,
      pending: () =>
        "This order was placed without an address that Kintsugi could tax, and was charged no tax.",
    } as Record<string, (reason: string) => string>,
    notRead: (problem: string) =>
      `This order could not be read for the reports (${problem}). It is tried again by itself; nothing is lost.`,
    reportingOff:
      "Reporting to Kintsugi is switched off (the option sync.enabled).",
    nothing: "There is nothing to report of this order yet.",
    kintsugiId: "Kintsugi's id",
    sum: (total: string, tax: string) => `${total}, of which tax ${tax}`,
    filed: "In a filing",
    jurisdictionsReported: "Reported tax",
    jurisdictionsCharged: "Charged tax",
    comparison: "Charged against calculated",
    charged: "Charged",
    calculated: "Calculated by Kintsugi",
    difference: "Difference",
    same: "No difference",
    all: "All records of this order",
  },

  product: {
    title: "Tax classification",
    inForce: "In force",
    own: "This product's own",
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
      unknown: "Kintsugi can't be asked right now",
      rule: "by a rule",
    } as Record<string, string>,
  },

  classification: {
    title: "Tax classification",
    subtitle:
      "What Kintsugi taxes each product as. A change counts from the next calculation on.",
    search: "Search products",
    selectAll: "Select all products of this page",
    select: (title: string) => `Select ${title}`,
    product: "Product",
    taxedAs: "Taxed as",
    from: "Because",
    notClassified: "As Kintsugi or the default says",
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
    emptyText: "Products of the store appear here.",
    noneFoundTitle: "Nothing found",
    noneFoundText: "No product matches the search.",
    rules: "Rules",
    rulesSubtitle:
      "For products without a classification of their own: category before collection, type and tag.",
    kind: "For",
    kinds: {
      category: "Product category",
      collection: "Collection",
      product_type: "Product type",
      tag: "Tag",
    } as Record<string, string>,
    reference: "Which",
    chooseReference: "Choose one",
    addRule: "Add rule",
    noRules: "There are no rules yet.",
    deleteRule: "Delete rule",
    deleteRuleTitle: "Delete this rule?",
    deleteRuleText:
      "Products that it classified follow other rules, Kintsugi, or the default.",
    delete: "Delete",
    ruleAdded: "Rule saved",
    ruleDeleted: "Rule deleted",
    gone: "(deleted)",
  },

  exemptions: {
    title: "Tax exemptions",
    subtitle:
      "Where this customer's carts are not taxed, as Kintsugi keeps it.",
    none: "This customer has no exemption.",
    add: "Add exemption",
    addTitle: "Exempt this customer",
    withdraw:
      "It holds from the next cart on, and is told to Kintsugi at once. Kintsugi has no way to take it back from here: to end it early, open Exemptions in Kintsugi.",
    submit: "Exempt",
    added: "Exempted. The customer's next cart is untaxed there.",
    type: "Kind",
    types: {
      customer: "The customer is exempt (a school, a charity, …)",
      wholesale: "The customer sells on (wholesale)",
    },
    states: "States",
    statesHint:
      "Two letters each, such as TX, CA. Empty: everywhere in the country.",
    statesWrong: "States are two letters each, such as TX, CA.",
    country: "Country",
    countryWrong: "A country is two letters, such as US.",
    fein: "FEIN",
    feinOf: (fein: string) => `FEIN ${fein}`,
    feinWrong: "A FEIN is nine digits, such as 12-3456789.",
    salesTaxId: "Sales tax id",
    salesTaxIdOf: (id: string) => `Sales tax id ${id}`,
    numberNeeded:
      "Enter the FEIN or the sales tax id that the exemption was given for.",
    start: "From",
    end: "To",
    endHint: "Empty: it does not end.",
    endsBefore: "It ends before it starts.",
    needed: "This is needed.",
    reseller: "The customer is a reseller",
    certificate: "Certificate",
    certificateHint:
      "A PDF of 10 MB at most. It goes to Kintsugi and is not kept here.",
    certificates: (count: number) =>
      count === 0
        ? "no certificate"
        : count === 1
          ? "1 certificate"
          : `${count} certificates`,
    endEarly:
      "To end one before its date, open Exemptions in Kintsugi: it can't be withdrawn from here.",
    attach: "Attach a certificate",
    attachTo: (place: string) => `Attach a certificate to ${place}`,
    attached: "The certificate is at Kintsugi.",
    everywhere: "Everywhere",
    between: (from: string, to: string) => `${from} to ${to}`,
    since: (from: string) => `Since ${from}`,
    expired: "expired",
    unknown: "unknown",
    byGroup: (group: string, reason: string) =>
      `Exempt everywhere as a member of ${group}: ${reason}`,
    unknownNow: (problem: string) =>
      `The exemptions can't be shown right now. ${problem}`,
    taxIds: "Business tax ids",
    taxIdsHint:
      "VAT, GST and the like, one for each country. Kintsugi is told the one that counts where it is delivered.",
    number: "Number",
    // Many numbers begin with their country, Greece's with EL.
    taxIdOf: (country: string, number: string) =>
      [country, country === "GR" ? "EL" : country].some((prefix) =>
        number.toUpperCase().startsWith(prefix)
      )
        ? number
        : `${country} ${number}`,
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
      "Nothing that a member buys is taxed, anywhere. The reason stands on the order's tax lines, for shoppers and auditors.",
    mark: "Mark as exempt",
    taxAgain: "Tax again",
  },
} as const

const TIME = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeStyle: "short",
})

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" })

/** What somebody else wrote may be no date and no currency: then as it is. */
const orAsItIs = (text: string, format: () => string): string => {
  try {
    return format()
  } catch {
    return text
  }
}

/** A day in the reader's own spelling. */
export const day = (at: string): string =>
  orAsItIs(at, () => DAY.format(new Date(at)))

/** An amount in major units in the reader's own spelling; to be looked at. */
export const money = (amount: string, currencyCode: string): string =>
  orAsItIs(`${amount} ${currencyCode}`, () =>
    new Intl.NumberFormat(undefined, {
      style: "currency",
      currency: currencyCode.toUpperCase(),
    }).format(Number(amount))
  )

/** A fraction, such as Kintsugi's rates, in percent. */
export const percent = (fraction: string): string =>
  `${Number((Number(fraction) * 100).toFixed(4))} %`

/** A moment in the reader's own spelling. */
export const moment = (at: string): string =>
  orAsItIs(at, () => TIME.format(new Date(at)))

const CALENDAR_DAY = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeZone: "UTC",
})

/** A day (`YYYY-MM-DD`, with or without a time), the same in every time zone. */
export const calendarDay = (date: string): string =>
  orAsItIs(date, () =>
    CALENDAR_DAY.format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
  )

/** One of Kintsugi's own words, e.g. `AWAITING_CLARIFICATION`. */
export const word = (name: string): string =>
  name.replace(/_/g, " ").toLowerCase()
