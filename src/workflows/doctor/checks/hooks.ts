import type { ResolvedKintsugiOptions } from "../../../options"
import { PLUGIN_HOOKS } from "../../../shared-hooks/plugin-hooks"
import { type CheckResult, type Finding, toCheckResult } from "../check-result"

type HookOption = keyof ResolvedKintsugiOptions["hooks"]

/** What is known of Medusa's hooks and routes in this process. */
export type HooksReading = {
  /** Whether the store has the plugin, and not only its modules. */
  isRegistered: boolean
  hooks: ResolvedKintsugiOptions["hooks"]
  /** By the workflow's name in code. */
  taken: Record<string, { isShared: boolean; hasOthers: boolean }>
}

/** What a store does itself where it has turned one of the options off. */
const LEFT: Record<HookOption, string> = {
  cartTaxLines:
    "Kintsugi is asked about changed lines only, without their discounts, unless the store's handlers call provideCartTaxContext and clearStaleCartTaxLines.",
  cartRefresh:
    "An item whose quantity changes keeps its old rate until the taxes are calculated, unless the store's handler calls refreshCartTaxAfterChange.",
  cartPromotions:
    "Promotions are calculated at the rates of the tax lines, unless the store's handler calls providePromotionAmounts.",
  orderTaxLines:
    "Orders are taxed line by line, unless the store's handler calls clearStaleOrderTaxLines.",
  cartRoutes:
    "A cart's tax is not checked at completion, unless the store calls refreshCartTaxWorkflow and prepareCartForCompletion.",
  orderRoutes:
    "What an order change adds is taxed as one unit, unless the store calls refreshOrderChangeTaxWorkflow.",
}

const ROUTES = {
  cartRoutes: "The Store API's routes of carts",
  orderRoutes:
    "The Admin API's routes of order edits, exchanges, claims and drafts",
} as const

/** Which hooks and routes the plugin handles, and which are left to the store. */
export const checkHooks = ({
  isRegistered,
  hooks,
  taken,
}: HooksReading): CheckResult => {
  const facts = [
    ...Object.entries(PLUGIN_HOOKS).map(([workflow, { name, option }]) => {
      const state = taken[workflow]
      return `${workflow}.hooks.${name}: ${
        !hooks[option]
          ? `left to the store (hooks.${option} is false)`
          : state?.isShared
            ? `taken${state.hasOthers ? ", and shared with other handlers" : ""}`
            : "not taken"
      }.`
    }),
    ...Object.entries(ROUTES).map(
      ([option, name]) =>
        `${name}: ${hooks[option as HookOption] ? "wrapped" : `left to the store (hooks.${option} is false)`}.`
    ),
  ]
  const left = (Object.keys(LEFT) as HookOption[]).filter(
    (option) => !hooks[option]
  )
  const missed = Object.entries(PLUGIN_HOOKS).filter(
    ([workflow, { option }]) => hooks[option] && !taken[workflow]?.isShared
  )
  const findings: (Finding | false)[] = [
    !isRegistered && {
      status: "failed",
      meaning:
        "The store has the plugin's modules, and not the plugin: it takes no hook and wraps no route.",
      advice:
        "List medusa-plugin-kintsugi under plugins in medusa-config, or use withKintsugi.",
    },
    isRegistered &&
      missed.length > 0 && {
        status: "failed",
        meaning: `The plugin has not taken ${missed.map(([workflow, { name }]) => `${workflow}.hooks.${name}`).join(", ")}.`,
        advice:
          "See docs/extending.md about hooks, and the log of the store's start.",
      },
    left.length > 0 && {
      status: "warning",
      meaning: left.map((option) => LEFT[option]).join(" "),
      advice:
        "Check that the store calls these, or set the options back to true.",
    },
  ]
  return toCheckResult(
    "hooks",
    facts,
    findings.filter((finding) => finding !== false),
    "The plugin handles all of its hooks and routes, and shares them with other handlers."
  )
}
