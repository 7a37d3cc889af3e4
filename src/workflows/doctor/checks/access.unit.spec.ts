import { errorFromRefusal, notConnected } from "../../../kintsugi-api/errors"
import type { KintsugiError } from "../../../kintsugi-api"
import type { KintsugiAnswers } from "../kintsugi-answers"
import { type Access, checkAccess } from "./access"

const ACCESS: Access = {
  source: "admin",
  apiKey: "••••x7Q",
  organizationId: "orgn_1",
  baseUrl: "https://api.trykintsugi.com",
  missing: null,
}

const refused = (status: number, detail = "") => ({
  error: errorFromRefusal({ status, detail, fields: [] }),
})

const MORE = {
  stranger: refused(403),
  estimate: { value: {} },
  categories: { value: [] },
  registrations: { value: [] },
  nexus: { value: [] },
  transactions: { value: 3 },
  addresses: { value: [] },
  customers: { value: undefined },
} as unknown as NonNullable<KintsugiAnswers["more"]>

const answers = (
  more: Partial<NonNullable<KintsugiAnswers["more"]>> = {}
): KintsugiAnswers => ({
  access: { value: undefined },
  first: undefined,
  more: { ...MORE, ...more },
})

const failing = (error: KintsugiError): KintsugiAnswers => ({
  access: { error },
  first: undefined,
})

/** The status of each of the three checks, in one word. */
const statuses = (given: KintsugiAnswers | undefined, access = ACCESS) =>
  checkAccess(access, given).map(({ id, status }) => `${id}: ${status}`)

describe("checkAccess", () => {
  it("is fine where Kintsugi answers, and refuses another organization", () => {
    expect(statuses(answers())).toEqual([
      "key: ok",
      "organization: ok",
      "scope: ok",
    ])
  })

  it("warns where the answers come from this machine", () => {
    const [key] = checkAccess(
      { ...ACCESS, baseUrl: "http://127.0.0.1:4010" },
      answers()
    )
    expect(key).toMatchObject({
      status: "warning",
      advice: "In production, leave out the option baseUrl.",
    })
  })

  it("names the end of the key and the organization's id", () => {
    const [key, organization] = checkAccess(ACCESS, answers())
    expect(key?.facts[0]).toBe(
      "The key in use was saved in the Admin (••••x7Q)."
    )
    expect(organization?.facts[0]).toContain("orgn_1")
  })

  it("fails without credentials, and says what is missing", () => {
    const access: Access = {
      ...ACCESS,
      source: "none",
      apiKey: null,
      organizationId: null,
      missing: "apiKey and organizationId not set",
    }
    expect(statuses(undefined, access)).toEqual([
      "key: failed",
      "organization: skipped",
      "scope: skipped",
    ])
    expect(checkAccess(access, undefined)[0]?.meaning).toContain(
      "apiKey and organizationId not set"
    )
  })

  it.each([
    [refused(401).error, "does not accept this API key", "client-scope key"],
    [
      notConnected("ECONNREFUSED"),
      "could not be reached at https://api.trykintsugi.com",
      "carts are taxed as set",
    ],
  ])("blames the key or the way: %s", (error, meaning, advice) => {
    expect(statuses(failing(error))).toEqual([
      "key: failed",
      "organization: skipped",
      "scope: skipped",
    ])
    const [key] = checkAccess(ACCESS, failing(error))
    expect(key?.meaning).toContain(meaning)
    expect(key?.advice).toContain(advice)
  })

  it("blames the organization after a 403", () => {
    const given = failing(refused(403).error)
    expect(statuses(given)).toEqual([
      "key: ok",
      "organization: failed",
      "scope: skipped",
    ])
    expect(checkAccess(ACCESS, given)[1]?.meaning).toContain(
      "no access to the organization orgn_1"
    )
  })

  it("names a partner-scope key", () => {
    const [, , scope] = checkAccess(
      ACCESS,
      failing(refused(403, "A partner-scope key cannot be used here.").error)
    )
    expect(scope).toMatchObject({
      status: "failed",
      meaning: expect.stringContaining("partner-scope key"),
    })
  })

  it("warns where Kintsugi accepts any organization", () => {
    const [, organization] = checkAccess(
      ACCESS,
      answers({ stranger: { value: undefined } })
    )
    expect(organization).toMatchObject({ status: "warning" })
  })

  it.each([
    ["nexus", "warning", "nexus"],
    ["estimate", "failed", "tax estimates"],
  ] as const)("reports what the key can't do: %s", (use, status, name) => {
    const [, , scope] = checkAccess(ACCESS, answers({ [use]: refused(403) }))
    expect(scope).toMatchObject({
      status,
      meaning: expect.stringContaining(`plugin asks: ${name}.`),
    })
  })
})
