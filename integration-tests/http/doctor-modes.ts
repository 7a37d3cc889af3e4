import type { Sandbox } from "../sandbox"

/** The answers of a sandbox in its first state. */
export const USUAL = {
  "Is total_amount with or without tax?": "net",
  "What does a repeated external_id get?": "same",
  "Are there credit notes?": "accepted",
  "Which quantities does a negative sale have?": "positive",
  "How are categories spelled?": "labels",
  "Does a PUT without marketplace reset it?": "reset",
}

export const FINE = "The options are as they should be."

/**
 * What the sandbox is set to; which answers differ from the usual ones; which
 * lines the doctor prints; whether nothing failed.
 */
export const MODES: [
  name: string,
  set: (sandbox: Sandbox) => void,
  changed: Partial<typeof USUAL>,
  advice: string,
  isFine: boolean,
][] = [
  [
    "totals with tax",
    (sandbox) => sandbox.setTotals("gross"),
    { "Is total_amount with or without tax?": "gross" },
    "sync: {\n      totalsIncludeTax: true,\n    },",
    false,
  ],
  [
    "totals unsaid",
    (sandbox) => sandbox.setTotals("unsaid"),
    { "Is total_amount with or without tax?": "unknown" },
    FINE,
    true,
  ],
  [
    "repeats refused with a 400",
    (sandbox) => sandbox.setRepeats("400"),
    { "What does a repeated external_id get?": "400" },
    FINE,
    true,
  ],
  [
    "repeats refused with a 409",
    (sandbox) => sandbox.setRepeats("409"),
    { "What does a repeated external_id get?": "409" },
    FINE,
    true,
  ],
  [
    "no credit notes",
    (sandbox) => sandbox.setCreditNotes(false),
    { "Are there credit notes?": "404" },
    'sync: {\n      refundsAs: "negative_sale",\n    },',
    false,
  ],
  [
    "categories as enum values",
    (sandbox) => sandbox.setCategoryWords("enums"),
    { "How are categories spelled?": "enums" },
    FINE,
    true,
  ],
  [
    "categories in both spellings",
    (sandbox) => sandbox.setCategoryWords("both"),
    { "How are categories spelled?": "both" },
    FINE,
    true,
  ],
  [
    "positive quantities only",
    (sandbox) => sandbox.setNegativeQuantities("positive"),
    {},
    FINE,
    true,
  ],
  [
    "negative quantities only",
    (sandbox) => sandbox.setNegativeQuantities("negative"),
    { "Which quantities does a negative sale have?": "negative" },
    FINE,
    true,
  ],
  [
    "marketplace kept",
    (sandbox) => sandbox.setMarketplaceUpdates("keep"),
    { "Does a PUT without marketplace reset it?": "kept" },
    FINE,
    true,
  ],
  [
    "the least answers",
    (sandbox) => sandbox.setAnswers("least"),
    {
      "Is total_amount with or without tax?": "unknown",
      "Does a PUT without marketplace reset it?": "unknown",
    },
    FINE,
    true,
  ],
  [
    "neither credit notes nor the other sign of quantities",
    (sandbox) => {
      sandbox.setCreditNotes(false)
      sandbox.setNegativeQuantities("negative")
      sandbox.setTotals("gross")
    },
    {
      "Are there credit notes?": "404",
      "Which quantities does a negative sale have?": "negative",
      "Is total_amount with or without tax?": "gross",
    },
    "sync: {\n      totalsIncludeTax: true,\n    },",
    false,
  ],
]
