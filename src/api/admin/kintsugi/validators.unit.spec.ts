import { askAgainSchema } from "./validators"

const refusalOf = (body: unknown): string =>
  JSON.stringify(askAgainSchema.safeParse(body).error?.issues ?? [])

it("asking again needs nothing, and takes a part of an address", () => {
  expect(askAgainSchema.parse(undefined)).toEqual({})
  expect(
    askAgainSchema.parse({ address: { postal_code: " 78701-1234 " } })
  ).toEqual({ address: { postal_code: "78701-1234" } })
})

it.each<[string, unknown]>([
  ["address", { address: {} }],
  ["address", { address: { $ne: null } }],
  ["address", { address: JSON.parse('{"__proto__":{"a":1}}') as unknown }],
  ["address", { address: { postal_code: "1", toString: "x" } }],
  ["country_code", { address: { country_code: "usa" } }],
  ["date", { date: "2026-02-30" }],
  ["date", { date: "1999-12-31" }],
  ["date", { date: "2100-01-01" }],
  ["subcategory", { classification: { category: "Physical" } }],
])("asking again with a wrong %s is refused by its name: %j", (name, body) => {
  expect(refusalOf(body)).toContain(name)
})
