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
  isKintsugiError,
} from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { unknownCategories } from "../../modules/kintsugi/product-categories"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { Behaviour } from "../../options"
import type { Credentials } from "../../settings/effective"
import type { ProductCategory } from "../../tax/taxable-lines"
import { productCategories } from "../classify-products"
import { noteHeldOrders, noteLockedOut } from "../report-orders/note-held"
import {
  BEHAVIOUR_FIELDS,
  BEHAVIOUR_FIELD_NAMES,
  type BehaviourField,
} from "./behaviour-fields"
import { connectionProblem, connectionRefusal } from "./connection-problem"
import { checkCredentials } from "./connection-test"
import { type CredentialsGiven, credentialsMeant } from "./given-credentials"

export type { CredentialsGiven } from "./given-credentials"

/** What is absent stays; `null` goes back to the configuration's value. */
export type SettingsChange = CredentialsGiven & {
  [Field in BehaviourField]?: string | null
}

type Change = { settings: SettingsChange; by: string }

/**
 * Asks Kintsugi about what is to be saved: the credentials by using them, the
 * categories by its list. What can't be checked is not saved.
 *
 * @throws MedusaError that names the field and says what to do
 */
export const checkSettingsStep = createStep(
  "kintsugi-check-settings",
  async ({ settings }: Change, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const credentials = await credentialsMeant(settings, service, {
      toSave: true,
    })
    if (credentials) {
      await demandAccess(credentials, service)
    }
    await checkCategories(settings, credentials, container)
  }
)

/**
 * Saves settings that have been checked, forgets what another organization was
 * told about the catalogue, and has held sales looked at where they may be
 * reported at another time now.
 *
 * @example
 * saveSettingsStep({ settings: { on_failure: "throw" }, by: "user_123" })
 */
export const saveSettingsStep = createStep(
  "kintsugi-save-settings",
  async ({ settings, by }: Change, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const before = await service.getConfigurationRow()
    const organization = await organizationOf(service)
    const { sync } = await service.getSettings()
    const credentials = await credentialsMeant(settings, service, {
      toSave: true,
    })
    await service.changeConfiguration({
      credentials,
      behaviour: behaviourOf(settings),
      by,
    })
    await forgetToldOf(organization, service)
    if (credentials) {
      // As `checkSettingsStep` has just seen.
      await service.noteMoment("connectedAt")
      await noteLockedOut(service)
    }
    if ((await service.getSettings()).sync.on !== sync.on) {
      await noteHeldOrders(service)
    }
    return new StepResponse(undefined, { row: before })
  },
  async (before, { container }) => {
    if (before) {
      await container
        .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
        .restoreConfiguration(before.row)
    }
  }
)

/** Forgets the saved credentials, so that the options' are in force again. */
export const removeCredentialsStep = createStep(
  "kintsugi-remove-credentials",
  async ({ by }: { by: string }, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const before = await service.getConfigurationRow()
    const organization = await organizationOf(service)
    await service.changeConfiguration({ credentials: null, by })
    await forgetToldOf(organization, service)
    await noteLockedOut(service)
    return new StepResponse(undefined, { row: before })
  },
  async (before, { container }) => {
    if (before) {
      await container
        .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
        .restoreConfiguration(before.row)
    }
  }
)

/**
 * Checks settings with Kintsugi and saves them: in force for the next request.
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
const demandAccess = async (
  credentials: Credentials,
  service: KintsugiModuleService
): Promise<void> => {
  try {
    await checkCredentials(credentials, service)
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    const problem = connectionProblem(error, {
      organizationId: credentials.organizationId,
      baseUrl: service.getOptions().baseUrl,
    })
    throw connectionRefusal(error, `${problem} Nothing was saved.`)
  }
}

/** Which fields make a pair, and what they are about. */
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

/** With credentials that are not in force yet, the list is asked for with them. */
const categoriesFor = async (
  credentials: Credentials | undefined,
  container: MedusaContainer
): Promise<ProductCategories> => {
  if (!credentials) {
    return productCategories(container, "Nothing was saved.")
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const options = service.getOptions()
  const client = createClient(createTransport({ ...options, ...credentials }))
  try {
    return await client.productCategories({
      deadline: Date.now() + CATEGORIES_DEADLINE_MS,
    })
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    throw connectionRefusal(
      error,
      `Kintsugi's list of product categories could not be read (${error.message}). Nothing was saved.`
    )
  }
}

/** How long Kintsugi's list may take, in ms. */
const CATEGORIES_DEADLINE_MS = 8_000

const behaviourOf = (
  settings: SettingsChange
): { [Name in keyof Behaviour]?: Behaviour[Name] | null } | undefined => {
  const given = BEHAVIOUR_FIELD_NAMES.filter(
    (field) => settings[field] !== undefined
  )
  return given.length
    ? Object.fromEntries(
        given.map((field) => [BEHAVIOUR_FIELDS[field], settings[field]])
      )
    : undefined
}

const organizationOf = async (
  service: KintsugiModuleService
): Promise<string | undefined> =>
  (await service.getConnection())?.organizationId

/**
 * What Kintsugi was told about products was told to the organization that was
 * in force: another one knows none of it.
 */
const forgetToldOf = async (
  before: string | undefined,
  service: KintsugiModuleService
): Promise<void> => {
  const after = await organizationOf(service)
  if (before && after && before !== after) {
    const told = await service.listKintsugiToldProducts({}, { select: ["id"] })
    if (told.length) {
      await service.deleteKintsugiToldProducts(told.map(({ id }) => id))
    }
  }
}
