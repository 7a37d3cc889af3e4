import { createStoreRows } from "./store-rows"

const failing = (code: string) =>
  Object.assign(new Error("select 1 - column cart.locale does not exist"), {
    code,
  })

/** A database with these answers, one after the other; the last one stays. */
const rowsOf = (...answers: unknown[]) => {
  const warnings: string[] = []
  let statements = 0
  const rows = createStoreRows(
    async <Value>() => {
      const answer = answers[Math.min(statements++, answers.length - 1)]
      if (answer instanceof Error) {
        throw answer
      }
      return answer as Value
    },
    { warn: (text) => void warnings.push(text) }
  )
  return { rows, warnings, statements: () => statements }
}

const byModules = async () => "tp_system"

describe("createStoreRows", () => {
  it("reads by SQL", async () => {
    const { rows } = rowsOf("tp_kintsugi_kintsugi")
    await expect(rows.taxProvider("us", byModules)).resolves.toBe(
      "tp_kintsugi_kintsugi"
    )
  })

  it("asks Medusa's modules for what the tables lack", async () => {
    const sets = { so_1: { id: "set_1", type: "pickup" } }
    const { rows, statements } = rowsOf(null, {}, sets)
    await expect(rows.taxProvider("us", byModules)).resolves.toBe("tp_system")
    for (let reading = 0; reading < 2; reading++) {
      await expect(
        rows.fulfillmentSets(["so_1"], async () => sets)
      ).resolves.toEqual(sets)
    }
    expect(statements()).toBe(3)
  })

  it.each(["42P01", "42703"])(
    "reads through Medusa's modules from the first error %s on, and says so once",
    async (code) => {
      const { rows, warnings, statements } = rowsOf(failing(code))
      const readings = [1, 2].map(() => rows.taxProvider("us", byModules))
      await expect(Promise.all(readings)).resolves.toEqual([
        "tp_system",
        "tp_system",
      ])
      await rows.cart("cart_1", async () => null)
      await rows.fulfillmentSets([], async () => ({}))
      expect(statements()).toBe(2)
      expect(warnings).toEqual([
        expect.stringContaining("(column cart.locale does not exist)"),
      ])
    }
  )

  it("throws any other error, and tries again", async () => {
    const { rows, warnings } = rowsOf(failing("53300"), "tp_kintsugi_kintsugi")
    await expect(rows.taxProvider("us", byModules)).rejects.toMatchObject({
      code: "53300",
    })
    await expect(rows.taxProvider("us", byModules)).resolves.toBe(
      "tp_kintsugi_kintsugi"
    )
    expect(warnings).toEqual([])
  })
})
