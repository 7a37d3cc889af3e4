import type { LoaderOptions } from "@medusajs/framework/types"
import type { KintsugiOptions } from "../../options"
import checkConfiguration from "./loaders/check-configuration"
import { KintsugiModuleService } from "./service"

const CREDENTIALS: KintsugiOptions = {
  apiKey: "sk_live_8kQ2vN4rT6yU",
  organizationId: "orgn_argaLQwMy2fJc",
}

/** What the module says at boot. */
const warningsWith = async (options?: Record<string, unknown>) => {
  const warnings: string[] = []
  const logger = { warn: (text: string) => warnings.push(text) }
  const container = {
    resolve: (name: string) => (name === "logger" ? logger : undefined),
  }
  await checkConfiguration({ container, options } as unknown as LoaderOptions)
  return warnings
}

describe("at boot, the module", () => {
  it("says nothing when Kintsugi is configured", async () => {
    await expect(warningsWith(CREDENTIALS)).resolves.toEqual([])
  })

  it.each([
    [undefined, "apiKey and organizationId not set"],
    [{ organizationId: "orgn_argaLQwMy2fJc" }, "apiKey not set"],
    [
      { apiKey: "sk_live_8kQ2vN4rT6yU", organizationId: "" },
      "organizationId not set",
    ],
  ])("says once what is missing, and boots: %j", async (options, missing) => {
    const warnings = await warningsWith(options)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`Kintsugi is not configured: ${missing}`)
    expect(warnings[0]).toContain('onFailure: "fallback"')
    expect(warnings[0]).not.toContain("sk_live_8kQ2vN4rT6yU")
  })

  it("stops on a malformed option and names it", async () => {
    await expect(warningsWith({ retries: -1 })).rejects.toThrow(
      'option "retries"'
    )
  })

  it("stops on an unknown option and names it", async () => {
    await expect(warningsWith({ apikey: "x" })).rejects.toThrow(
      'there is no option "apikey"'
    )
  })
})

describe("KintsugiModuleService", () => {
  it.each([
    [CREDENTIALS, true],
    [{ apiKey: "sk_live_8kQ2vN4rT6yU" }, false],
    [{ ...CREDENTIALS, apiKey: " " }, false],
    [undefined, false],
  ])("knows whether Kintsugi is configured (%#)", (options, configured) => {
    expect(new KintsugiModuleService({}, options).isConfigured()).toBe(
      configured
    )
  })

  it("refuses malformed options", () => {
    expect(() => new KintsugiModuleService({}, { retries: -1 })).toThrow(
      'option "retries"'
    )
  })
})
