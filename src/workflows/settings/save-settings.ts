import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import {
  type ProductCategories,
  createClient,
  createTransport,
  deadlineFor,
  asPhrase,
  toMedusaError,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { unknownCategories } from "../../modules/kintsugi/lookups/product-categories"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { Behavior } from "../../options"
import type { Credentials } from "../../modules/kintsugi/settings/effective-settings"
import type { ProductCategory } from "../../tax/cart/taxable-line"
import { productCategories } from "../products"
import {
  enqueueBlockedOrders,
  requeueUnauthorized,
} from "../ledger-sync/enqueue-blocked"
import {
  BEHAVIOR_FIELDS,
  BEHAVIOR_FIELD_NAMES,
  type BehaviorField,
} from "./behavior-fields"
import { connectionProblem } from "./connection-problem"
import { checkCredentials } from "./connection-test"
import {
  type CredentialsInput,
  resolveCredentials,
} from "./resolve-credentials"

export type { CredentialsInput } from "./resolve-credentials"

/** Absent fields stay; `null` restores the value in medusa-config. */
export type SettingsChange = CredentialsInput & {
  [Field in BehaviorField]?: NonNullable<
    Behavior[(typeof BEHAVIOR_FIELDS)[Field]]
  > | null
}

type Change = { settings: SettingsChange; by: string }

/**
 * Checks new settings at Kintsugi: the credentials by using them, the
 * categories against its list. Settings that can't be checked are not saved.
 *
 * @throws MedusaError that names the field and says what to do
 */
export const checkSettingsStep = createStep(
  "kintsugi-check-settings",
  async ({ settings }: Change, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const credentials = await resolveCredentials(settings, service, {
      toSave: true,
    })
    if (credentials) {
      await assertAccess(credentials, service)
    }
    await checkCategories(settings, credentials, container)
  }
)

/**
 * Saves checked settings, deletes the synced categories of a previous
 * organization, and enqueues blocked sales if their reporting time may have
 * changed.
 *
 * @example
 * saveSettingsStep({ settings: { on_failure: "throw" }, by: "user_123" })
 */
export const saveSettingsStep = createStep(
  "kintsugi-save-settings",
  async ({ settings, by }: Change, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const before = await service.settings.getRow()
    const organization = await organizationOf(service)
    const { sync } = await service.settings.get()
    const credentials = await resolveCredentials(settings, service, {
      toSave: true,
    })
    await service.settings.change({
      credentials,
      behavior: behaviorOf(
        credentials && settings.api_key
          ? // The day that was saved is that of the previous key.
            { api_key_expires_on: null, ...settings }
          : settings
      ),
      by,
    })
    await evictSyncedCategories(organization, service)
    if (settings.sync_since) {
      await service.reporting.clearOff()
    }
    // Records a first connection at once, before an order is placed.
    await service.reporting.get()
    if (credentials) {
      // `checkSettingsStep` has just connected.
      await service.stats.recordEvent("connectedAt")
      await requeueUnauthorized(service)
    }
    if ((await service.settings.get()).sync.on !== sync.on) {
      await enqueueBlockedOrders(service)
    }
    return new StepResponse(undefined, { row: before })
  },
  async (before, { container }) => {
    if (before) {
      await container
        .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
        .settings.restore(before.row)
    }
  }
)

/** Deletes the saved credentials, so that the options' take effect again. */
export const removeCredentialsStep = createStep(
  "kintsugi-remove-credentials",
  async ({ by }: { by: string }, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const before = await service.settings.getRow()
    const organization = await organizationOf(service)
    await service.settings.change({
      credentials: null,
      behavior: { apiKeyExpiresOn: null },
      by,
    })
    await evictSyncedCategories(organization, service)
    await requeueUnauthorized(service)
    return new StepResponse(undefined, { row: before })
  },
  async (before, { container }) => {
    if (before) {
      await container
        .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
        .settings.restore(before.row)
    }
  }
)

/**
 * Checks settings with Kintsugi and saves them: effective for the next request.
 *
 * @example
 * await saveSettingsWorkflow(container).run({
 *   input: { settings: { on_failure: "throw" }, by: "user_123" },
 * })
 */
export const saveSettingsWorkflow = createWorkflow(
  "kintsugi-save-settings",
  (input: Change) => {
    checkSettingsStep(input)
    return new WorkflowResponse(saveSettingsStep(input))
  }
)

/**
 * @example
 * await removeCredentialsWorkflow(container).run({ input: { by: "user_123" } })
 */
export const removeCredentialsWorkflow = createWorkflow(
  "kintsugi-remove-credentials",
  (input: { by: string }) => new WorkflowResponse(removeCredentialsStep(input))
)

/** @throws MedusaError that says exactly what is wrong */
const assertAccess = async (
  credentials: Credentials,
  service: KintsugiModuleService
): Promise<void> => {
  try {
    await checkCredentials(credentials, service)
  } catch (error) {
    const { organizationId } = credentials
    const { baseUrl } = service.settings.getOptions()
    throw toMedusaError(error, {
      refusedAs: MedusaError.Types.INVALID_DATA,
      message: (refusal) =>
        `${connectionProblem(refusal, { organizationId, baseUrl })} Nothing was saved.`,
    })
  }
}

/** The fields that belong together as a category and a subcategory. */
const PAIRS = [
  ["default_category", "default_subcategory"],
  ["shipping_category", "shipping_subcategory"],
] as const

const checkCategories = async (
  settings: SettingsChange,
  credentials: Credentials | undefined,
  container: MedusaContainer
): Promise<void> => {
  const pairs = PAIRS.flatMap(([first, second]): ProductCategory[] => {
    const category = settings[first]
    const subcategory = settings[second]
    return category && subcategory ? [{ category, subcategory }] : []
  })
  if (!pairs.length) {
    return
  }
  const problem = unknownCategories(
    pairs,
    await categoriesFor(credentials, container)
  )
  if (problem) {
    const fields = PAIRS.flat().filter((field) => settings[field])
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `${fields.join(", ")}: ${problem}`,
      "kintsugi_unknown_category"
    )
  }
}

/** Reads the list with the new credentials, if there are any. */
const categoriesFor = async (
  credentials: Credentials | undefined,
  container: MedusaContainer
): Promise<ProductCategories> => {
  if (!credentials) {
    return productCategories(container, "Nothing was saved.")
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const options = service.settings.getOptions()
  const client = createClient(createTransport({ ...options, ...credentials }))
  try {
    return await client.productCategories(deadlineFor("admin"))
  } catch (error) {
    throw toMedusaError(error, {
      refusedAs: MedusaError.Types.INVALID_DATA,
      message: ({ plainMessage }) =>
        `Kintsugi's list of product categories could not be read (${asPhrase(plainMessage)}). Nothing was saved.`,
    })
  }
}

const behaviorOf = (
  settings: SettingsChange
): { [Name in keyof Behavior]?: Behavior[Name] | null } | undefined => {
  const fields = BEHAVIOR_FIELD_NAMES.filter(
    (field) => settings[field] !== undefined
  )
  return fields.length
    ? Object.fromEntries(
        fields.map((field) => [BEHAVIOR_FIELDS[field], settings[field]])
      )
    : undefined
}

const organizationOf = async (
  service: KintsugiModuleService
): Promise<string | undefined> =>
  (await service.settings.getConnection())?.organizationId

/**
 * Deletes the record of synced products if the organization has changed, since
 * they were synced to the previous one only.
 */
const evictSyncedCategories = async (
  before: string | undefined,
  service: KintsugiModuleService
): Promise<void> => {
  const after = await organizationOf(service)
  if (before && after && before !== after) {
    const synced = await service.listKintsugiSyncedProducts(
      {},
      { select: ["id"] }
    )
    if (synced.length) {
      await service.deleteKintsugiSyncedProducts(synced.map(({ id }) => id))
    }
  }
}
