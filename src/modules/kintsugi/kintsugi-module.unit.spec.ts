import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { LoaderOptions, Logger } from "@medusajs/framework/types"
import type { KintsugiOptions } from "../../options"
import { createSecretBox } from "./settings/secret-box"
import checkConfiguration from "./loaders/check-configuration"
import type { ConfigurationRow } from "./settings/stored-settings"
import { KintsugiModuleService } from "./service"

const CREDENTIALS: KintsugiOptions = {
  apiKey: "sk_live_8kQ2vN4rT6yU",
  organizationId: "orgn_argaLQwMy2fJc",
}

const SECRET = "the secret of this store, as in its environment"

const row = (columns: Partial<ConfigurationRow>): ConfigurationRow => ({
  id: "kinconf_store",
  locked_api_key: null,
  api_key_ending: null,
  organization_id: null,
  credentials_changed_at: null,
  credentials_changed_by: null,
  behavior: null,
  behavior_changed_at: null,
  behavior_changed_by: null,
  ...columns,
})

/** A service over this row, and the warnings that it logs. */
const serviceWith = (
  options: KintsugiOptions | undefined,
  saved?: ConfigurationRow,
  secret = SECRET
) => {
  const warnings: string[] = []
  const service = new KintsugiModuleService(
    {
      logger: {
        warn: (text: string) => warnings.push(text),
      } as unknown as Logger,
      configModule: {
        projectConfig: { http: { jwtSecret: secret, cookieSecret: "other" } },
      } as never,
      [ContainerRegistrationKeys.PG_CONNECTION]: {
        raw: async () => ({
          rows: [
            {
              value_0: {
                row: saved ?? null,
                customers_version: null,
                first_connected: null,
                reporting_off: null,
              },
            },
          ],
        }),
      } as unknown as Knex,
    },
    options
  )
  return { service, warnings }
}

const SAVED = row({
  locked_api_key: createSecretBox([SECRET]).encrypt("sk_live_saved_in_admin"),
  organization_id: "orgn_saved",
  behavior: { onFailure: "throw", retries: 9, onTaxChange: "whatever" },
})

describe("at boot, KintsugiModuleService", () => {
  const warningsWith = async (
    options?: KintsugiOptions,
    saved?: ConfigurationRow,
    secret?: string
  ) => {
    const { service, warnings } = serviceWith(options, saved, secret)
    await service.__hooks.onApplicationStart()
    return warnings
  }

  it("logs nothing when Kintsugi is configured", async () => {
    await expect(warningsWith(CREDENTIALS)).resolves.toEqual([])
    await expect(warningsWith({}, SAVED)).resolves.toEqual([])
  })

  it.each([
    [undefined, "apiKey and organizationId not set"],
    [{ organizationId: "orgn_argaLQwMy2fJc" }, "apiKey not set"],
    [
      { apiKey: "sk_live_8kQ2vN4rT6yU", organizationId: "" },
      "organizationId not set",
    ],
  ])("logs once what is missing, and boots: %j", async (options, missing) => {
    const warnings = await warningsWith(options)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`Kintsugi is not configured: ${missing}`)
    expect(warnings[0]).toContain('onFailure: "remember"')
    expect(warnings[0]).not.toContain("sk_live_8kQ2vN4rT6yU")
  })

  it("asks for the API key again when the store's secret has changed", async () => {
    const warnings = await warningsWith(CREDENTIALS, SAVED, "another secret")
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain("enter the key again")
  })

  const checked = async (options: unknown) =>
    checkConfiguration({ options } as LoaderOptions)

  it("stops on a malformed option and names the option", async () => {
    await expect(checked({ retries: -1 })).rejects.toThrow('option "retries"')
  })

  it("stops on an unknown option and names the option", async () => {
    await expect(checked({ apikey: "x" })).rejects.toThrow(
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
  ])(
    "knows whether Kintsugi is configured (%#)",
    async (options, configured) => {
      await expect(
        serviceWith(options).service.settings.isConfigured()
      ).resolves.toBe(configured)
    }
  )

  it("refuses malformed options", () => {
    expect(() => new KintsugiModuleService({}, { retries: -1 })).toThrow(
      'option "retries"'
    )
  })

  it("connects with the saved credentials instead of the options", async () => {
    const { service } = serviceWith(CREDENTIALS, SAVED)
    await expect(service.settings.getConnection()).resolves.toMatchObject({
      organizationId: "orgn_saved",
      settings: { onFailure: "throw", onTaxChange: "refuse", retries: 2 },
    })
  })

  it("has no connection if the saved key was encrypted with another secret, and says so", async () => {
    const { service } = serviceWith(CREDENTIALS, SAVED, "another secret")
    await expect(service.settings.getConnection()).resolves.toBe(undefined)
    await expect(service.settings.getClient()).rejects.toThrow(
      "enter the key again"
    )
  })

  it("reads a key encrypted with the store's secret after an encryptionKey is set", async () => {
    const { service } = serviceWith({ encryptionKey: "k".repeat(32) }, SAVED)
    await expect(service.settings.isConfigured()).resolves.toBe(true)
  })
})
