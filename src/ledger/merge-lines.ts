import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { sumOf } from "../tax/money"
import type { ChargedLine } from "./charged-lines"

/** The increase of each amount of the lines; new lines count in full. */
export const increasesSince = (
  before: ChargedLine[],
  after: ChargedLine[]
): ChargedLine[] => {
  const linesBefore = new Map(before.map((line) => [line.id, line]))
  return after
    .map((line) => {
      const lineBefore = linesBefore.get(line.id)
      return lineBefore ? difference(line, lineBefore) : line
    })
    .filter(isNotZero)
}

/** Adds lines to others, by id and by jurisdiction. */
export const addLines = (
  lines: ChargedLine[],
  more: ChargedLine[]
): ChargedLine[] => {
  const additions = new Map(more.map((line) => [line.id, line]))
  const ids = new Set(lines.map(({ id }) => id))
  return [
    ...lines.map((line) => {
      const addition = additions.get(line.id)
      return addition ? sum(line, addition) : line
    }),
    ...more.filter(({ id }) => !ids.has(id)),
  ]
}

const sum = (line: ChargedLine, more: ChargedLine): ChargedLine => {
  const names = new Set(line.taxes.map(({ name }) => name))
  const taxes = [
    ...line.taxes.map((tax) => ({
      ...tax,
      amount: MathBN.add(tax.amount, taxNamed(more, tax.name)).toFixed(),
    })),
    ...more.taxes.filter(({ name }) => !names.has(name)),
  ]
  return {
    ...line,
    quantity: MathBN.add(line.quantity, more.quantity).toFixed(),
    net: MathBN.add(line.net, more.net).toFixed(),
    tax: sumOf(taxes.map(({ amount }) => amount)).toFixed(),
    taxes,
  }
}

const difference = (line: ChargedLine, before: ChargedLine): ChargedLine => {
  const taxes = line.taxes.map((tax) => ({
    ...tax,
    amount: increaseOf(tax.amount, taxNamed(before, tax.name)),
  }))
  return {
    ...line,
    quantity: increaseOf(line.quantity, before.quantity),
    net: increaseOf(line.net, before.net),
    tax: sumOf(taxes.map(({ amount }) => amount)).toFixed(),
    taxes,
  }
}

const increaseOf = (a: BigNumberInput, b: BigNumberInput): string =>
  MathBN.max(0, MathBN.sub(a, b)).toFixed()

const taxNamed = ({ taxes }: ChargedLine, wanted: string): string =>
  taxes.find(({ name }) => name === wanted)?.amount ?? "0"

const isNotZero = ({ net, tax, quantity }: ChargedLine): boolean =>
  [net, tax, quantity].some((amount) => !MathBN.convert(amount).isZero())
