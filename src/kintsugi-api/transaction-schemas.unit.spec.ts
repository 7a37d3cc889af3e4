import { transactionSchema } from "./transaction-schemas"

const tax = (fields: object = {}) => ({
  name: "Texas State Tax",
  rate: "0.0625",
  amount: "1.25",
  ...fields,
})

const sale = (item: object = {}, fields: object = {}) => ({
  id: "tran_1",
  external_id: "order_1",
  transaction_items: [{ external_id: "ordli_1", amount: "20.00", ...item }],
  ...fields,
})

const itemsOf = (transaction: unknown) =>
  transactionSchema.parse(transaction).transaction_items

describe("a transaction's lines", () => {
  it("have their taxes as imported, originally imported, and calculated", () => {
    const items = itemsOf(sale({ tax_items: Array(150).fill(tax()) }))
    expect(items?.[0]?.tax_items).toHaveLength(150)
  })

  it("have tax names of 250 characters, however many code units they take", () => {
    const name = "税".repeat(125) + "🧾".repeat(125)
    expect(
      itemsOf(sale({ tax_items: [tax({ name })] }))?.[0]?.tax_items
    ).toEqual([tax({ name })])
  })

  it.each<[string, object]>([
    ["20,000 taxes", { tax_items: Array(20_000).fill(tax({ name: "" })) }],
    [
      "a tax's name of 251 characters",
      { tax_items: [tax({ name: "x".repeat(251) })] },
    ],
    [
      "a rate of 4 million digits",
      { tax_items: [tax({ rate: `0.${"1".repeat(4_000_000)}` })] },
    ],
    ["an id of 1,001 characters", { external_id: "x".repeat(1001) }],
  ])("are not read with %s", (_, item) => {
    expect(itemsOf(sale(item))).toBeUndefined()
  })
})

describe("a transaction", () => {
  it.each(["id", "external_id", "status", "date", "currency"])(
    "is rejected if its %s is a long text",
    (field) => {
      const long = sale({}, { [field]: "x".repeat(5_000) })
      expect(transactionSchema.safeParse(long).success).toBe(false)
    }
  )
})
