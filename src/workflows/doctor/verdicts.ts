import { MathBN } from "@medusajs/framework/utils"
import type { KintsugiSettings } from "../../options"
import { type OptionAdvice, adviseOption } from "./option-advice"
import type { Acceptance, Observations } from "./walk/walk-state"

/** The doubts in Kintsugi's contract, on which its sources differ. */
export const DOUBT_IDS = [
  "totals",
  "repeats",
  "credit_notes",
  "negative_sales",
  "category_words",
  "marketplace",
] as const

export type DoubtId = (typeof DOUBT_IDS)[number]

/** Which answer the live API gives on a doubt, and what follows from it. */
export type Verdict = {
  id: DoubtId
  /** A word for the answer, e.g. `net`; `unknown`: it could not be found out. */
  answer: string
  status: "ok" | "warning" | "failed" | "skipped"
  meaning: string
  options: OptionAdvice[]
}

type Terms = Pick<KintsugiSettings["sync"], "totalsIncludeTax" | "refundsAs">

/** The verdict on each doubt, from what the walk has observed. */
export const judge = (seen: Observations, terms: Terms): Verdict[] => [
  judgeTotals(seen.totals, terms),
  judgeRepeats(seen.repeat),
  judgeCreditNotes(seen, terms),
  judgeNegativeSales(seen.negativeSale),
  judgeCategoryWords(seen),
  judgeMarketplace(seen.marketplace),
]

const unknown = (id: DoubtId, why: string): Verdict => ({
  id,
  answer: "unknown",
  status: "skipped",
  meaning: why,
  options: [],
})

const NOT_REACHED = "The walk did not get that far."

const judgeTotals = (
  totals: Observations["totals"],
  { totalsIncludeTax }: Terms
): Verdict => {
  if (!totals) {
    return unknown("totals", NOT_REACHED)
  }
  const { sent, tax, final } = totals
  if (final === null || MathBN.eq(tax, 0)) {
    return unknown(
      "totals",
      final === null
        ? "Kintsugi's answer has no final_total_amount, so it doesn't show whether total_amount is read with or without tax. The option sync.totalsIncludeTax stays as it is; ask Kintsugi's support."
        : "The test sale has no tax, so it doesn't show whether total_amount is read with or without tax."
    )
  }
  const withTax = MathBN.add(sent, tax)
  const isNet = MathBN.eq(final, withTax)
  if (!isNet && !MathBN.eq(final, sent)) {
    return {
      ...unknown(
        "totals",
        `Of a total_amount of ${sent} and a tax of ${tax}, Kintsugi makes a final_total_amount of ${final}, which is neither with nor without tax. Ask Kintsugi's support.`
      ),
      status: "warning",
    }
  }
  return {
    id: "totals",
    answer: isNet ? "net" : "gross",
    status: totalsIncludeTax === isNet ? "failed" : "ok",
    meaning: isNet
      ? `Kintsugi adds the tax to total_amount (${sent} and ${tax} become ${final}): totals are sent without tax.`
      : `Kintsugi takes total_amount as what was paid (${sent} with a tax of ${tax} stays ${final}): totals are sent with tax.`,
    options: [adviseOption("sync.totalsIncludeTax", !isNet, totalsIncludeTax)],
  }
}

const judgeRepeats = (repeat: Observations["repeat"]): Verdict => {
  if (!repeat) {
    return unknown("repeats", NOT_REACHED)
  }
  switch (repeat.by) {
    case "record":
      return {
        id: "repeats",
        answer: "same",
        status: "ok",
        meaning:
          "A repeated external_id gets the same record. The plugin takes it as delivered; no option follows.",
        options: [],
      }
    case "refusal":
      return {
        id: "repeats",
        answer: String(repeat.status ?? "refused"),
        status: "ok",
        meaning: `A repeated external_id is refused (${repeat.status ?? "no status"}). The plugin looks the record up and goes on from there; no option follows.`,
        options: [],
      }
    case "second_record":
      return {
        id: "repeats",
        answer: "second_record",
        status: "failed",
        meaning:
          "A repeated external_id creates a second record. Where an answer is lost, the plugin looks before it sends again, but nothing at Kintsugi prevents a sale from being counted twice. Ask Kintsugi's support.",
        options: [],
      }
  }
}

const judgeCreditNotes = (
  { creditNotes, negativeSale }: Observations,
  { refundsAs }: Terms
): Verdict => {
  if (!creditNotes) {
    return unknown("credit_notes", NOT_REACHED)
  }
  if (creditNotes.accepted) {
    return {
      id: "credit_notes",
      answer: "accepted",
      status: "ok",
      meaning:
        refundsAs === "credit_note"
          ? "Kintsugi accepts credit notes, with positive amounts."
          : "Kintsugi accepts credit notes, with positive amounts. They are tied to their sale, which a negative sale is not.",
      options: [adviseOption("sync.refundsAs", "credit_note", refundsAs)],
    }
  }
  const { status, message } = creditNotes
  const takesNegative = negativeSale?.positive.accepted ?? false
  if (status !== 404) {
    return {
      id: "credit_notes",
      answer: String(status ?? creditNotes.code),
      status: "failed",
      meaning: `Kintsugi refuses the credit note itself (${message}). Show this to Kintsugi's support.`,
      options: [],
    }
  }
  return {
    id: "credit_notes",
    answer: "404",
    status: takesNegative && refundsAs === "negative_sale" ? "ok" : "failed",
    meaning: `Kintsugi answers a credit note with a 404, although the sale exists: this organization has no credit notes.${
      takesNegative
        ? " Refunds are sent as sales with negative amounts."
        : " It does not accept a sale with negative amounts either, so refunds can't be reported. Ask Kintsugi's support."
    }`,
    options: takesNegative
      ? [adviseOption("sync.refundsAs", "negative_sale", refundsAs)]
      : [],
  }
}

const judgeNegativeSales = (
  negativeSale: Observations["negativeSale"]
): Verdict => {
  if (!negativeSale) {
    return unknown("negative_sales", NOT_REACHED)
  }
  const { positive, negative } = negativeSale
  if (positive.accepted) {
    return {
      id: "negative_sales",
      answer: "positive",
      status: "ok",
      meaning:
        "Kintsugi accepts a sale with negative amounts and positive quantities, which is what the plugin sends.",
      options: [],
    }
  }
  return negative?.accepted
    ? {
        id: "negative_sales",
        answer: "negative",
        status: "warning",
        meaning: `Kintsugi accepts a sale with negative amounts only with negative quantities (${positive.message}). The plugin sends positive ones, as Kintsugi's own clients do: with sync.refundsAs "negative_sale" its refunds would be refused. Report this.`,
        options: [],
      }
    : {
        id: "negative_sales",
        answer: "refused",
        status: "warning",
        meaning: `Kintsugi refuses a sale with negative amounts (${positive.message}). That matters only with sync.refundsAs "negative_sale".`,
        options: [],
      }
}

const isAccepted = (acceptance: Acceptance): boolean => acceptance.accepted

const judgeCategoryWords = ({ labels, enums }: Observations): Verdict => {
  if (!labels || !enums) {
    return unknown("category_words", NOT_REACHED)
  }
  const answer = isAccepted(labels)
    ? isAccepted(enums)
      ? "both"
      : "labels"
    : isAccepted(enums)
      ? "enums"
      : "neither"
  const MEANINGS = {
    both: "Kintsugi accepts categories as labels and as enum values. The plugin sends labels; no option follows.",
    labels:
      "Kintsugi accepts categories as labels, which is what the plugin sends; no option follows.",
    enums:
      "Kintsugi accepts categories as enum values only. The plugin finds that out by itself and sends those, after one refused request for each category; no option follows.",
    neither:
      "Kintsugi accepts a category neither as a label nor as an enum value, so no product can be created. Show the two refusals to Kintsugi's support.",
  }
  return {
    id: "category_words",
    answer,
    status: answer === "neither" ? "failed" : "ok",
    meaning: MEANINGS[answer],
    options: [],
  }
}

const judgeMarketplace = (
  marketplace: Observations["marketplace"]
): Verdict => {
  if (!marketplace) {
    return unknown("marketplace", NOT_REACHED)
  }
  const { set, after } = marketplace
  if (set !== true || after === null) {
    return unknown(
      "marketplace",
      "Kintsugi's answers don't show marketplace, so it is not known whether a PUT without it resets it. The plugin sends back what an answer shows."
    )
  }
  return {
    id: "marketplace",
    answer: after ? "kept" : "reset",
    status: "ok",
    meaning: after
      ? "A PUT without marketplace keeps it; no option follows."
      : "A PUT without marketplace sets it back to false. The plugin sends back what Kintsugi has; no option follows.",
    options: [],
  }
}
