import type Big from "big.js"
import { type Line, type Part, whole } from "./line"

/** A tax that one jurisdiction levies. */
export type Tax = {
  name: string
  /** A fraction: "0.0625" is 6.25 %. */
  rate: string
  /** The part of a line's taxable amount it is levied on; absent: all of it. */
  on?: Part
}

/** A flat amount per transaction, not a rate. */
export type Fee = { name: string; amount: string }

/** A tax and the amount of one line that it falls on. */
export type Levy = { name: string; rate: string; base: Big }

export type Territory = {
  leviesOn(line: Line): Levy[]
  /** Due once if at least one physical item of the transaction is taxed. */
  fee?: Fee
}

/**
 * A place with the same taxes for every line.
 *
 * @param taxable The part of a line that is taxable there at all, before a
 *   single tax's own caps and exemptions
 */
export function territory(
  taxes: readonly Tax[],
  taxable: Part = whole,
  fee?: Fee
): Territory {
  return {
    fee,
    leviesOn: (line) => {
      const taxed = { ...line, amount: taxable(line) }

      return taxes.map(({ name, rate, on = whole }) => ({
        name,
        rate,
        base: on(taxed),
      }))
    },
  }
}
