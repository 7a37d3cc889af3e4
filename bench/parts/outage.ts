import { MathBN } from "@medusajs/framework/utils"
import { randomFrom } from "../../integration-tests/outage/random-carts"
import {
  type OutageResult,
  measureMemory,
  simulateOutage,
} from "../../integration-tests/outage/simulate"
import type { BenchContext } from "../bench"
import { benchOutageTime } from "./outage-time"

const SEED = 1

/**
 * How exactly carts are taxed from Kintsugi's earlier answers while it can't be
 * asked, against what it would have said and against a flat rate; and how long
 * that takes.
 */
export const benchOutage = async (ground: BenchContext): Promise<void> => {
  const { quick } = ground
  for (const learned of quick ? [1_000] : [1_000, 10_000, 100_000]) {
    const carts = quick ? 1_000 : 10_000
    printResult(learned, simulateOutage(randomFrom(SEED), { learned, carts }))
  }
  const pairs = quick ? 10_000 : 100_000
  const { bytes, lookUpMs } = measureMemory(pairs)
  console.log(
    `${pairs} pairs take ${(bytes / 2 ** 20).toFixed(1)} MiB; a look-up of 100 lines ${lookUpMs.toFixed(2)} ms.`
  )
  await benchOutageTime(ground)
}

const printResult = (learned: number, result: OutageResult): void => {
  const share = (part: number, whole: number) =>
    `${((100 * part) / whole).toFixed(2)}%`
  const covered = result.carts - result.notCovered
  console.log(
    [
      `Learned from ${learned} carts (${result.pairs} postal codes and categories), then taxed ${result.carts}:`,
      `  everything seen in its place: ${result.seen}, of which within a cent ${share(result.seenWithinCent, result.seen)}`,
      `  all that are covered: within a cent ${share(result.withinCent, covered)}, marked as approximate ${share(result.approximate, covered)}`,
      `  not covered: ${share(result.notCovered, result.carts)}`,
      `  taxed wrongly or not at all without a mark: ${result.silent} lines`,
      `  mean error ${result.error.div(covered).toFixed(4)}, worst ${result.worst.toFixed(2)}; a flat rate of 8%: ${result.flatError.div(covered).toFixed(2)}, ${MathBN.div(result.flatError, result.error).toFixed(0)} times as much`,
    ].join("\n")
  )
}
