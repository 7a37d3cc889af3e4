import {
  BEHAVIOR_FIELDS,
  type BehaviorField,
} from "../settings/behavior-fields"

/** The options that only medusa-config has, of those that the doctor judges. */
type ConfigOption = "sync.totalsIncludeTax" | "sync.refundsAs"

/** A value that an option should have, as follows from Kintsugi's answers. */
export type OptionAdvice = {
  /** Its path in the plugin's options, e.g. `sync.refundsAs`. */
  option: string
  value: string | boolean
  current: string | boolean
  /** How the Admin's routes name it; null: only medusa-config has it. */
  field: BehaviorField | null
}

/** @param target - an option of medusa-config, or a field of the Admin's */
export const adviseOption = (
  target: ConfigOption | BehaviorField,
  value: string | boolean,
  current: string | boolean
): OptionAdvice => {
  const field = isField(target) ? target : null
  return {
    option: field ? BEHAVIOR_FIELDS[field] : target,
    value,
    current,
    field,
  }
}

const isField = (target: string): target is BehaviorField =>
  target in BEHAVIOR_FIELDS

/** Those whose value is another one now. */
export const changesIn = (advice: OptionAdvice[]): OptionAdvice[] =>
  advice.filter(({ value, current }) => value !== current)

/**
 * The lines to write into the plugin's options, for what only medusa-config has.
 *
 * @example
 * toConfigLines([{ option: "sync.refundsAs", value: "negative_sale", … }])
 * // sync: {
 * //   refundsAs: "negative_sale",
 * // },
 */
export const toConfigLines = (advice: OptionAdvice[]): string => {
  const groups = new Map<string, string[]>()
  for (const { option, value } of advice) {
    const [group = "", name = ""] = option.split(".")
    groups.set(group, [
      ...(groups.get(group) ?? []),
      `  ${name}: ${JSON.stringify(value)},`,
    ])
  }
  return [...groups]
    .map(([group, lines]) => [`${group}: {`, ...lines, "},"].join("\n"))
    .join("\n")
}
