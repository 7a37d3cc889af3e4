import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { ChargedLine } from "./charged-lines"

/** What lines cost more than before, each part by itself; new lines whole. */
export const increases = (
  before: ChargedLine[],
  after: ChargedLine[]
): ChargedLine[] => {
  const others = new Map(before.map((line) => [line.id, line]))
  return after
    .map((line) => {
      const other = others.get(line.id)
      return other ? difference(line, other) : line
    })
    .filter(isSomething)
}

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

const difference = (line: ChargedLine, before: ChargedLine): ChargedLine => {
  const taxes = line.taxes.map((tax) => ({
    ...tax,
    amount: more(tax.amount, taxNamed(before, tax.name)),
  }))
  return {
    ...line,
    quantity: more(line.quantity, before.quantity),
    net: more(line.net, before.net),
    tax: MathBN.sum(0, ...taxes.map(({ amount }) => amount)).toFixed(),
    taxes,
  }
}

const more = (a: BigNumberInput, b: BigNumberInput): string =>
  MathBN.max(0, MathBN.sub(a, b)).toFixed()

const taxNamed = ({ taxes }: ChargedLine, wanted: string): string =>
  taxes.find(({ name }) => name === wanted)?.amount ?? "0"

const isSomething = ({ net, tax, quantity }: ChargedLine): boolean =>
  [net, tax, quantity].some((amount) => !MathBN.convert(amount).isZero())
