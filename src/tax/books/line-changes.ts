import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { ChargedLine } from "./charged-lines"

/** What lines cost more than before, each part by itself; new lines whole. */
export const increases = (
  before: ChargedLine[],
  after: ChargedLine[]
): ChargedLine[] => differences(before, after).filter(isSomething)

/** What lines cost less than before, as positive amounts. */
export const decreases = (
  before: ChargedLine[],
  after: ChargedLine[]
): ChargedLine[] => differences(after, before).filter(isSomething)

/** Lines with others added to them, by id and by jurisdiction. */
export const increased = (
  lines: ChargedLine[],
  more: ChargedLine[]
): ChargedLine[] => {
  const additions = new Map(more.map((line) => [line.id, line]))
  const known = new Set(lines.map(({ id }) => id))
  return [
    ...lines.map((line) => {
      const addition = additions.get(line.id)
      return addition ? sum(line, addition) : line
    }),
    ...more.filter(({ id }) => !known.has(id)),
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
    tax: MathBN.sum(0, ...taxes.map(({ amount }) => amount)).toFixed(),
    taxes,
  }
}

/** What is more in `many` than in `few`. */
const differences = (
  few: ChargedLine[],
  many: ChargedLine[]
): ChargedLine[] => {
  const others = new Map(few.map((line) => [line.id, line]))
  return many.map((line) => {
    const other = others.get(line.id)
    if (!other) {
      return line
    }
    const taxes = line.taxes.map((tax) => ({
      ...tax,
      amount: more(tax.amount, taxNamed(other, tax.name)),
    }))
    return {
      ...line,
      quantity: more(line.quantity, other.quantity),
      net: more(line.net, other.net),
      tax: MathBN.sum(0, ...taxes.map(({ amount }) => amount)).toFixed(),
      taxes,
    }
  })
}

const more = (a: BigNumberInput, b: BigNumberInput): string =>
  MathBN.max(0, MathBN.sub(a, b)).toFixed()

const taxNamed = ({ taxes }: ChargedLine, wanted: string): string =>
  taxes.find(({ name }) => name === wanted)?.amount ?? "0"

const isSomething = ({ net, tax, quantity }: ChargedLine): boolean =>
  [net, tax, quantity].some((amount) => !MathBN.convert(amount).isZero())
