import { type EstimateRequest, badResponse, timedOut } from "../../kintsugi-api"
import { errorFromRefusal } from "../../kintsugi-api/errors"
import { whyRefused } from "./why-refused"

const request = {
  addresses: [
    {
      type: "SHIP_TO",
      country: "US",
      state: "TX",
      postal_code: "90001",
      city: "Austin",
    },
  ],
} as unknown as EstimateRequest

const refused = (status: number, path: string, message: string) =>
  errorFromRefusal({
    status,
    detail: `${path}: ${message}`,
    fields: path ? [{ path, message }] : [],
  })

describe("whyRefused", () => {
  it.each([
    [
      "a ZIP code of another state",
      refused(
        422,
        "body.addresses.0.postal_code",
        "Value error, *** is not in TX"
      ),
      "ZIP 90001 isn't in Texas.",
    ],
    [
      "a 422 without fields",
      errorFromRefusal({ status: 422, detail: "Unknown tax code", fields: [] }),
      "Unknown tax code.",
    ],
    [
      "a refused key",
      refused(401, "", ""),
      /^Kintsugi does not accept the API key\. Compare/,
    ],
    ["a wrong answer", badResponse("items.0.amount: no"), /^Kintsugi answered/],
    [
      "an outage",
      timedOut(8000),
      /^Kintsugi did not answer within 8000 ms\. Kintsugi could not answer/,
    ],
  ])("says what %s means", (_, error, words) => {
    expect(whyRefused(error, request)).toEqual(
      typeof words === "string" ? words : expect.stringMatching(words)
    )
  })
})
