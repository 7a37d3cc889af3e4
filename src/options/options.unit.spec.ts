import type { z } from "@medusajs/framework/zod"
import {
  ALERT_KINDS,
  type KintsugiOptions,
  missingCredentials,
  resolveOptions,
} from "."
import type { optionsSchema } from "./schema"

const API_KEY = "sk_live_8kQ2vN4rT6yU"
const ORGANIZATION_ID = "orgn_argaLQwMy2fJc"

/** Resolves options that a JavaScript store may write despite the types. */
const resolveUntyped = (options: unknown) =>
  resolveOptions(options as KintsugiOptions)

const errorFor = (options: unknown): string => {
  try {
    resolveUntyped(options)
  } catch (error) {
    return String(error)
  }
  throw new Error("the options were accepted")
}

describe("resolveOptions", () => {
  it("has a default for everything except the credentials", () => {
    expect(resolveOptions(undefined)).toEqual({
      apiKey: undefined,
      organizationId: undefined,
      baseUrl: "https://api.trykintsugi.com",
      timeoutMs: 1500,
      deadlineMs: 1900,
      retries: 2,
      onFailure: "remember",
      remember: { maxAgeDays: 90, maxRows: 200_000 },
      onInvalidAddress: "fallback",
      onTaxChange: "refuse",
      alerts: [...ALERT_KINDS],
      exemptGuests: false,
      validateAddress: "off",
      roundDiscounts: true,
      combineJurisdictions: false,
      addressValidationsPerMinute: 60,
      defaultCategory: "Physical",
      defaultSubcategory: "General Physical",
      shippingCategory: "Misc",
      shippingSubcategory: "Shipping - Title transfer at time of Sales",
      sync: {
        enabled: true,
        on: "payment_captured",
        totalsIncludeTax: false,
        refundsAs: "credit_note",
        otherProviders: true,
        parentOrder: "metadata.parent_order_id",
      },
      hooks: {
        cartTaxLines: true,
        cartRefresh: true,
        cartPromotions: true,
        orderTaxLines: true,
        cartRoutes: true,
        orderRoutes: true,
      },
    })
  })

  it("keeps the values that the store sets", () => {
    const options: KintsugiOptions = {
      apiKey: API_KEY,
      organizationId: ORGANIZATION_ID,
      baseUrl: "https://kintsugi.example.com/api",
      timeoutMs: 800,
      deadlineMs: 2500,
      retries: 0,
      onFailure: "throw",
      remember: { maxAgeDays: 30, maxRows: 5000 },
      onInvalidAddress: "reject",
      onTaxChange: "accept",
      alerts: ["outage", "record_refused"],
      apiKeyExpiresOn: "2027-01-31",
      exemptGuests: true,
      validateAddress: "reject",
      roundDiscounts: false,
      combineJurisdictions: true,
      addressValidationsPerMinute: 600,
      defaultCategory: "Physical",
      defaultSubcategory: "General Clothing",
      shippingCategory: "Misc",
      shippingSubcategory: "Shipping and handling combined",
      sync: {
        enabled: false,
        on: "fulfilled" as const,
        totalsIncludeTax: true,
        refundsAs: "negative_sale" as const,
        otherProviders: false,
        parentOrder: "parent_order.id",
      },
      hooks: {
        cartTaxLines: false,
        cartRefresh: false,
        cartPromotions: false,
        orderTaxLines: true,
        cartRoutes: false,
        orderRoutes: true,
      },
    }
    expect(resolveOptions(options)).toEqual(options)
  })

  it("fills in the defaults of the hooks that are not set", () => {
    expect(resolveOptions({ hooks: { cartTaxLines: false } }).hooks).toEqual({
      cartTaxLines: false,
      cartRefresh: true,
      cartPromotions: true,
      orderTaxLines: true,
      cartRoutes: true,
      orderRoutes: true,
    })
  })

  it("ignores the database settings that Medusa adds at boot", () => {
    const resolved = resolveUntyped({
      apiKey: API_KEY,
      database: { clientUrl: "postgres://localhost/store" },
    })
    expect(resolved.apiKey).toBe(API_KEY)
    expect(resolved).not.toHaveProperty("database")
  })

  it.each(["", "  ", "\n"])(
    "counts an empty environment variable (%j) as not set",
    (empty) => {
      const resolved = resolveOptions({ apiKey: empty, organizationId: empty })
      expect(resolved.apiKey).toBeUndefined()
      expect(resolved.organizationId).toBeUndefined()
    }
  )

  it("trims credentials that were copied with a line break or a space", () => {
    const resolved = resolveOptions({
      apiKey: `${API_KEY}\n`,
      organizationId: ` ${ORGANIZATION_ID}`,
    })
    expect(resolved.apiKey).toBe(API_KEY)
    expect(resolved.organizationId).toBe(ORGANIZATION_ID)
  })

  it.each([
    ["apiKey", 42],
    ["apiKey", null],
    ["apiKey", "sk live"],
    ["apiKey", "sk\r\nx-evil: 1"],
    ["apiKey", "sk_…"],
    ["organizationId", {}],
    ["organizationId", "orgn_é"],
    ["baseUrl", 8080],
    ["baseUrl", ""],
    ["timeoutMs", 0],
    ["timeoutMs", -1],
    ["timeoutMs", 9001],
    ["timeoutMs", 1500.5],
    ["timeoutMs", "1500"],
    ["timeoutMs", Number.NaN],
    ["deadlineMs", 0],
    ["deadlineMs", 9001],
    ["deadlineMs", "1900"],
    ["retries", -1],
    ["retries", 11],
    ["retries", 1.5],
    ["onFailure", "ignore"],
    ["onFailure", null],
    ["onInvalidAddress", "throw"],
    ["onTaxChange", "throw"],
    ["onTaxChange", true],
    ["validateAddress", "throw"],
    ["validateAddress", true],
    ["addressValidationsPerMinute", 0],
    ["addressValidationsPerMinute", 10_001],
    ["addressValidationsPerMinute", "60"],
    ["defaultCategory", ""],
    ["defaultCategory", "  "],
    ["defaultSubcategory", 3],
    ["shippingCategory", ""],
    ["shippingSubcategory", false],
    ["hooks", "off"],
    ["hooks", null],
  ])("names the malformed option: %s %j", (name, value) => {
    expect(() => resolveUntyped({ [name]: value })).toThrow(
      `medusa-plugin-kintsugi: option "${name}": `
    )
  })

  it("names a malformed option within hooks", () => {
    expect(errorFor({ hooks: { cartTaxLines: "yes" } })).toContain(
      'option "hooks.cartTaxLines": '
    )
    expect(errorFor({ hooks: { cartRefresh: 0 } })).toContain(
      'option "hooks.cartRefresh": '
    )
  })

  it("names an unknown option and the known ones", () => {
    const refusal = errorFor({ apikey: API_KEY })
    expect(refusal).toContain('there is no option "apikey"')
    expect(refusal).toContain(
      "the options are apiKey, organizationId, baseUrl, timeoutMs,"
    )
  })

  it("names an unknown option within hooks and the known ones", () => {
    expect(errorFor({ hooks: { cart: true } })).toContain(
      'there is no option "hooks.cart"; the options are cartTaxLines, cartRefresh, cartPromotions, orderTaxLines, cartRoutes, orderRoutes'
    )
  })

  it("names all problems at once", () => {
    const refusal = errorFor({
      retries: -1,
      onFailure: "ignore",
      region: "us",
    })
    expect(refusal).toContain('option "retries": ')
    expect(refusal).toContain('option "onFailure": ')
    expect(refusal).toContain('there is no option "region"')
  })

  it("throws an invalid_data error, which Medusa shows at boot", () => {
    expect(() => resolveUntyped({ retries: -1 })).toThrow(
      expect.objectContaining({ name: "Error", type: "invalid_data" })
    )
  })

  it.each([
    { apiKey: `${API_KEY} with a space` },
    { apiKey: `${API_KEY}é`, retries: -1 },
    { apiKey: API_KEY, organizationId: ORGANIZATION_ID, unknown: API_KEY },
    { baseUrl: `https://${API_KEY}@api.trykintsugi.com` },
    { baseUrl: API_KEY },
    { onFailure: API_KEY },
    { timeoutMs: API_KEY },
    { hooks: { cartTaxLines: API_KEY } },
  ])("never repeats a value, since it may be the key (%#)", (options) => {
    const refusal = errorFor(options)
    expect(refusal).not.toContain(API_KEY)
    expect(refusal).not.toContain(ORGANIZATION_ID)
  })
})

describe("the option baseUrl", () => {
  it.each([
    "https://api.trykintsugi.com",
    "https://kintsugi.example.com:8443/sandbox",
    "http://localhost:4010",
    "http://127.0.0.1:4010",
    "http://[::1]:4010",
  ])("accepts the baseUrl %s", (baseUrl) => {
    expect(resolveOptions({ baseUrl }).baseUrl).toBe(baseUrl)
  })

  it.each([
    "http://api.trykintsugi.com",
    "http://localhost.example.com",
    "http://10.0.0.7:4010",
    "http://0.0.0.0:4010",
    "ftp://localhost",
    "file:///etc/passwd",
    "api.trykintsugi.com",
    "localhost:4010",
    "https://",
    "https://merchant@api.trykintsugi.com",
    "https://merchant:secret@api.trykintsugi.com",
    "http://merchant:secret@localhost:4010",
    "https://api.trykintsugi.com?key=1",
    "https://api.trykintsugi.com#v1",
  ])("refuses the baseUrl %s", (baseUrl) => {
    expect(() => resolveOptions({ baseUrl })).toThrow(
      'option "baseUrl": must be an https:// address'
    )
  })

  it.each([
    ["https://api.trykintsugi.com/", "https://api.trykintsugi.com"],
    ["https://api.trykintsugi.com//", "https://api.trykintsugi.com"],
    ["http://localhost:4010/sandbox/", "http://localhost:4010/sandbox"],
  ])("removes the trailing slash of %s", (baseUrl, expected) => {
    expect(resolveOptions({ baseUrl }).baseUrl).toBe(expected)
  })

  it.each([
    "https://api.trykintsugi.com/?",
    "https://api.trykintsugi.com/#",
    " https://api.trykintsugi.com\n",
  ])("turns %j into an address to which a path can be appended", (baseUrl) => {
    expect(resolveOptions({ baseUrl }).baseUrl).toBe(
      "https://api.trykintsugi.com"
    )
  })
})

describe("missingCredentials", () => {
  it.each([
    [{}, "apiKey and organizationId"],
    [{ apiKey: API_KEY }, "organizationId"],
    [{ organizationId: ORGANIZATION_ID }, "apiKey"],
    [{ apiKey: "", organizationId: ORGANIZATION_ID }, "apiKey"],
    [{ apiKey: API_KEY, organizationId: ORGANIZATION_ID }, undefined],
  ])("for %j returns %s", (options, missing) => {
    expect(missingCredentials(resolveOptions(options))).toBe(missing)
  })
})

// A type test: what looks superfluous makes the compiler compare the types.
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters, @typescript-eslint/no-redundant-type-constituents, @typescript-eslint/no-duplicate-type-constituents */

/** Whether two types are the same, and not just assignable to each other. */
type IsSame<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2
    ? true
    : false

/** The names of the options that one type lacks or has with another type. */
type DifferingNames<One, Other> = {
  [Name in keyof One | keyof Other]-?: Name extends keyof One & keyof Other
    ? IsSame<Pick<One, Name>, Pick<Other, Name>> extends true
      ? never
      : Name
    : Name
}[keyof One | keyof Other]

type Group = "hooks" | "sync"
type InType<Name extends Group> = NonNullable<KintsugiOptions[Name]>
type InSchema<Name extends Group> = NonNullable<
  z.input<typeof optionsSchema>[Name]
>

describe("KintsugiOptions", () => {
  // Checked by `npm run typecheck`, whose error names the option.
  it("has the options of the schema, each with the same type", () => {
    const differing: never[] = [] as (
      | DifferingNames<KintsugiOptions, z.input<typeof optionsSchema>>
      | DifferingNames<InType<"hooks">, InSchema<"hooks">>
      | DifferingNames<InType<"sync">, InSchema<"sync">>
    )[]
    expect(differing).toEqual([])
  })
})
