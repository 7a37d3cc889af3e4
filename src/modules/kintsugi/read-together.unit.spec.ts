import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { createReadTogether } from "./read-together"

/** A database that answers each value with its bindings; fails for "bad". */
const reader = () => {
  const statements: string[] = []
  const knex = {
    raw: async (sql: string, bindings: string[]) => {
      statements.push(sql)
      if (sql.includes("bad")) {
        throw new Error("There is no such table.")
      }
      return {
        rows: [
          Object.fromEntries(bindings.map((value, n) => [`value_${n}`, value])),
        ],
      }
    },
  } as unknown as Knex
  return { statements, read: createReadTogether(knex) }
}

describe("createReadTogether", () => {
  it("makes one statement of what is read in the same turn", async () => {
    const { statements, read } = reader()
    const later = Promise.resolve()
      .then(() => undefined)
      .then(() => read("select ?", ["two"]))
    await expect(
      Promise.all([read("select ?", ["one"]), later])
    ).resolves.toEqual(["one", "two"])
    expect(statements).toEqual([
      "select (select ?) as value_0, (select ?) as value_1",
    ])
  })

  it("reads again in the next turn, since another process may have written", async () => {
    const { statements, read } = reader()
    await read("select ?", ["one"])
    await read("select ?", ["one"])
    expect(statements).toHaveLength(2)
  })

  it("lets only that fail which can't be read", async () => {
    const { read } = reader()
    const results = await Promise.allSettled([
      read("select bad ?", ["one"]),
      read("select ?", ["two"]),
    ])
    expect(results).toEqual([
      { status: "rejected", reason: new Error("There is no such table.") },
      { status: "fulfilled", value: "two" },
    ])
  })
})
