import { defaultContract } from "./contract/carried"
import { differences } from "./contract/differences"
import { type Contract, readContract } from "./contract/document"

type Json = Record<string, unknown>

const decimal = (whole: number, places: number) => ({
  anyOf: [
    { type: "number" },
    {
      type: "string",
      pattern: `^(?!^[-+.]*$)[+-]?0*(?:\\d{0,${whole}}|(?=[\\d.]{1,${whole + places + 1}}0*$)\\d{0,${whole}}\\.\\d{0,${places}}0*$)`,
    },
  ],
})

const nullable = (schema: Json) => ({ anyOf: [schema, { type: "null" }] })

const operation = {
  headers: [{ name: "x-organization-id", required: true }],
  query: [{ name: "page", required: false, schema: { type: "integer" } }],
  request: { "application/json": { $ref: "#/components/schemas/Thing" } },
  responses: { "200": { $ref: "#/components/schemas/Thing" } },
}

const contract = (
  fields: Json,
  {
    required = [],
    endpoint = operation,
  }: { required?: string[]; endpoint?: Json } = {}
): Contract =>
  readContract({
    date: "2026-06-14",
    paths: { "/v1/things": { post: endpoint } },
    schemas: {
      Thing: { type: "object", properties: fields, required },
      Other: { type: "object", properties: {} },
    },
  })

const changed = (before: Json, after: Json) =>
  differences(contract({ field: before }), contract({ field: after }))

it("a contract has no differences to itself", () => {
  expect(
    differences(defaultContract, structuredClone(defaultContract))
  ).toEqual([])
})

describe("differences of a field", () => {
  const text = { type: "string" }

  it.each<[string, Json, Json, string[]]>([
    [
      "a longer field",
      { ...text, maxLength: 200 },
      { ...text, maxLength: 250 },
      ["Thing.field: maximum length 250, was 200"],
    ],
    [
      "a new limit",
      text,
      { ...text, maxLength: 9 },
      ["Thing.field: maximum length 9, was none"],
    ],
    [
      "a new limit of a nullable field",
      nullable(text),
      nullable({ ...text, maxLength: 9 }),
      ["Thing.field: maximum length 9, was none"],
    ],
    ["nullability", text, nullable(text), ["Thing.field: may be null now"]],
    [
      "a field that is no longer nullable",
      nullable(text),
      text,
      ["Thing.field: may no longer be null"],
    ],
    [
      "a decimal with more digits",
      decimal(10, 2),
      decimal(18, 3),
      [
        "Thing.field: digits before and after the decimal point 18 and 3, was 10 and 2",
      ],
    ],
    [
      "another type",
      text,
      { type: "integer" },
      ["Thing.field: is an integer, was a string"],
    ],
    [
      "other enum values",
      { ...text, enum: ["A", "B"] },
      { ...text, enum: ["C", "A"] },
      ["Thing.field: accepts C now", "Thing.field: no longer accepts B"],
    ],
    [
      "enum values in another order",
      { ...text, enum: ["A", "B"] },
      { ...text, enum: ["B", "A"] },
      [],
    ],
    [
      "another default",
      { ...text, default: "A" },
      { ...text, default: "B" },
      ['Thing.field: default "B", was "A"'],
    ],
    [
      "a deprecated field",
      text,
      { ...text, deprecated: true },
      ["Thing.field: deprecated true, was none"],
    ],
    [
      "a union of two schemas",
      { $ref: "#/components/schemas/Thing" },
      {
        anyOf: [
          { $ref: "#/components/schemas/Thing" },
          { $ref: "#/components/schemas/Other" },
        ],
      },
      ["Thing.field: is Thing or Other, was Thing"],
    ],
    [
      "a list of shorter items",
      { type: "array", items: { ...text, maxLength: 9 } },
      { type: "array", items: { ...text, maxLength: 5 } },
      ["Thing.field[]: maximum length 5, was 9"],
    ],
  ])("reports %s", (_, before, after, found) => {
    expect(changed(before, after)).toEqual(found)
  })

  it("added, removed and required fields are reported", () => {
    const text = { type: "string" }
    expect(
      differences(
        contract({ a: text, b: text, c: text }, { required: ["b"] }),
        contract({ a: text, b: text, d: text }, { required: ["a", "d"] })
      )
    ).toEqual([
      "Thing.a: required now",
      "Thing.b: not required now",
      "Thing.c: removed",
      "Thing.d: added (a string, required)",
    ])
  })
})

it("differences of an endpoint, its headers, query and bodies are reported", () => {
  const before = contract({})
  const after = contract(
    {},
    {
      endpoint: {
        headers: [{ name: "x-api-version", required: true }],
        query: [
          { name: "page", required: true, schema: { type: "integer" } },
          { name: "size", required: false, schema: { type: "integer" } },
        ],
        request: {
          "application/json": { $ref: "#/components/schemas/Other" },
        },
        responses: { "202": { $ref: "#/components/schemas/Thing" } },
      },
    }
  )
  expect(differences(before, after)).toEqual([
    "POST /v1/things: header x-api-version is required now",
    "POST /v1/things: header x-organization-id is not required now",
    "POST /v1/things: query parameter page: required now",
    "POST /v1/things: query parameter size added (an integer)",
    "POST /v1/things: takes Other, was Thing",
    "POST /v1/things: no longer answers 200 with Thing",
    "POST /v1/things: answers 202 with Thing now",
  ])
  expect(differences(before, { ...before, operations: {} })).toEqual([
    "POST /v1/things: removed",
  ])
  expect(differences({ ...before, operations: {} }, before)).toEqual([
    "POST /v1/things: added",
  ])
})

it("a difference without a specific message is reported too", () => {
  expect(
    differences(
      contract({ field: { type: "object", patternless: 1 } }),
      contract({ field: { type: "object", allOf: [{ type: "object" }] } })
    )
  ).toEqual(["Thing: has other changes"])
})
