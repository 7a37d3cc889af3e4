import type { LearnedChange } from "../../src/modules/kintsugi/memory/learn-answers"
import { keyOf } from "../../src/modules/kintsugi/memory/learned-row"
import { createTaxMemory } from "../../src/modules/kintsugi/memory/tax-memory"

type Rows = Parameters<typeof createTaxMemory>[0]["rows"]

/** What `learnedTaxQueries` does, without a database. */
export const inMemoryRows = (): Rows & { all: () => LearnedChange[] } => {
  const rows = new Map<string, LearnedChange & { seenAt: Date }>()
  const isIn = (row: LearnedChange, region: LearnedChange["region"]) =>
    JSON.stringify(row.region) === JSON.stringify(region)
  return {
    all: () => [...rows.values()],
    read: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const row = rows.get(id)
          return row ? [[id, row.content] as const] : []
        })
      ),
    readRegion: async (region) =>
      [...rows.values()]
        .filter((row) => isIn(row, region))
        .map(({ topic, content }) => ({
          kind: topic.kind,
          key: keyOf(topic),
          // As JSON, as a database keeps it.
          content: { value: JSON.parse(JSON.stringify(content)) },
        })),
    save: async (changes, seenAt) => {
      for (const change of changes) {
        rows.set(change.id, { ...change, seenAt })
      }
    },
    deleteOtherRegistration: async (region, isRegistered) => {
      for (const [id, row] of rows) {
        if (
          isIn(row, region) &&
          row.topic.kind === "subject" &&
          row.isRegistered !== isRegistered
        ) {
          rows.delete(id)
        }
      }
    },
    trim: async ({ since, maxRows }) => {
      const latest = [...rows.values()]
        .filter(({ seenAt }) => seenAt >= since)
        .sort((one, other) => other.seenAt.getTime() - one.seenAt.getTime())
        .slice(0, maxRows)
      rows.clear()
      for (const row of latest) {
        rows.set(row.id, row)
      }
    },
  }
}

/** A memory of this process alone. */
export const createTestMemory = (rows = inMemoryRows()) =>
  createTaxMemory({
    rows,
    secret: "a-secret-of-the-store",
    bounds: { maxAgeDays: 90, maxRows: 1_000 },
    logger: undefined,
  })
