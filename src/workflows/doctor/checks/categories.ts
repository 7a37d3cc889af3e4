import type { ProductCategories } from "../../../kintsugi-api"
import type { ProductCategory } from "../../../tax/cart/taxable-line"
import {
  type CategorySettings,
  defaultCategories,
} from "../../../tax/products/default-categories"
import { type CheckResult, type Finding, toCheckResult } from "../check-result"
import { type OptionAdvice, adviseOption } from "../option-advice"
import type { KintsugiAnswers } from "../kintsugi-answers"

/** The categories that the store sends. */
export type UsedCategories = {
  settings: CategorySettings
  /** Of products, each pair once. */
  products: ProductCategory[]
  /** Of rules. */
  rules: ProductCategory[]
  /** Whether there are more pairs than were read. */
  isCut: boolean
  /** Ids of rules' categories, collections, types and tags that are gone. */
  goneReferences: string[]
}

/** How many unknown pairs a sentence names. */
const NAMED = 10

const write = ({ category, subcategory }: ProductCategory): string =>
  `"${category} / ${subcategory}"`

const isIn =
  (known: ProductCategories) =>
  ({ category, subcategory }: ProductCategory): boolean =>
    known.some(
      ({ name, subcategories }) =>
        name === category &&
        subcategories.some((one) => one.name === subcategory)
    )

/** The two pairs of the settings, each with the fields that set it. */
const settingsPairs = ({ settings }: UsedCategories) => {
  const { fallback, shipping } = defaultCategories(settings)
  return [
    {
      use: "unclassified products",
      pair: fallback,
      fields: ["default_category", "default_subcategory"] as const,
    },
    {
      use: "shipping",
      pair: shipping,
      fields: ["shipping_category", "shipping_subcategory"] as const,
    },
  ]
}

/** Whether Kintsugi has each category that the store sends. */
export const checkCategories = (
  more: KintsugiAnswers["more"],
  used: UsedCategories
): CheckResult => {
  if (!more || "error" in more.categories) {
    return toCheckResult(
      "categories",
      [],
      [
        {
          status: "skipped",
          meaning: "Kintsugi did not list its categories; see the scope.",
          advice: null,
        },
      ],
      ""
    )
  }
  const known = more.categories.value
  const isKnown = isIn(known)
  const inSettings = settingsPairs(used)
  const wrongSettings = inSettings.filter(({ pair }) => !isKnown(pair))
  const wrong = [...used.products, ...used.rules].filter(
    (pair) => !isKnown(pair)
  )
  const findings: (Finding | false)[] = [
    wrongSettings.length > 0 && {
      status: "failed",
      meaning: `Kintsugi has no category ${wrongSettings.map(({ use, pair }) => `${write(pair)} (for ${use})`).join(", ")}: it may refuse every cart with them.`,
      advice:
        "Choose a category of Kintsugi's list under Settings → Kintsugi → Behavior.",
    },
    wrong.length > 0 && {
      status: "failed",
      meaning: `Kintsugi has no category ${wrong.slice(0, NAMED).map(write).join(", ")}${wrong.length > NAMED ? ` and ${wrong.length - NAMED} more` : ""}, which products or rules name.`,
      advice: "Classify these products again under Tax classification.",
    },
    used.goneReferences.length > 0 && {
      status: "warning",
      meaning: `Rules name ${used.goneReferences.slice(0, NAMED).join(", ")}${used.goneReferences.length > NAMED ? ` and ${used.goneReferences.length - NAMED} more` : ""}, which the store no longer has: they classify nothing.`,
      advice: "Delete these rules under Tax classification.",
    },
  ]
  const count = known.reduce((all, one) => all + one.subcategories.length, 0)
  return toCheckResult(
    "categories",
    [
      `Kintsugi lists ${count} categories.`,
      ...inSettings.map(({ use, pair }) => `For ${use}: ${write(pair)}.`),
      `Products name ${used.products.length}${used.isCut ? " (or more)" : ""} different ones, rules ${used.rules.length}.`,
    ],
    findings.filter((finding) => finding !== false),
    "Kintsugi has each category that the store sends."
  )
}

/** The categories that the plugin has by default, which every list has had. */
const OUR_DEFAULTS: Record<string, string> = {
  default_category: "Physical",
  default_subcategory: "General Physical",
  shipping_category: "Misc",
  shipping_subcategory: "Shipping - Title transfer at time of Sales",
}

/** The settings to go back to where Kintsugi does not have a configured pair. */
export const adviseCategories = (
  more: KintsugiAnswers["more"],
  used: UsedCategories
): OptionAdvice[] => {
  if (!more || "error" in more.categories) {
    return []
  }
  const isKnown = isIn(more.categories.value)
  return settingsPairs(used).flatMap(({ pair, fields }) => {
    const [first, second] = fields
    const ours = {
      category: OUR_DEFAULTS[first]!,
      subcategory: OUR_DEFAULTS[second]!,
    }
    return isKnown(pair) || !isKnown(ours)
      ? []
      : [
          adviseOption(first, ours.category, pair.category),
          adviseOption(second, ours.subcategory, pair.subcategory),
        ]
  })
}
