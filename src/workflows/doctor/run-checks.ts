import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { defaultCategories } from "../../tax/products/default-categories"
import type { Exchange } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { listTaxedCountries } from "../settings/list-countries"
import { showSettings } from "../settings/show-settings"
import type { CheckResult } from "./check-result"
import { type Access, checkAccess } from "./checks/access"
import { adviseCategories, checkCategories } from "./checks/categories"
import { checkClock } from "./checks/clock"
import { checkDefaultRates } from "./checks/default-rates"
import { type ConfiguredModules, checkEngines } from "./checks/engines"
import { checkHooks } from "./checks/hooks"
import { checkInstances } from "./checks/instances"
import { checkRegistrations } from "./checks/registrations"
import { checkTaxRegions } from "./checks/tax-regions"
import { type DoctorConnection, connectDoctor } from "./doctor-connection"
import { type KintsugiAnswers, askKintsugi } from "./kintsugi-answers"
import type { OptionAdvice } from "./option-advice"
import {
  readDatabaseClock,
  readHooks,
  readInstances,
  readUsedCategories,
} from "./read-store"

/** What the reading checks found. */
export type Examination = {
  at: Date
  organization_id: string | null
  base_url: string
  checks: CheckResult[]
}

/** An examination, with what else a script needs. */
export type ExaminationInDetail = {
  examination: Examination
  advice: OptionAdvice[]
  answers: KintsugiAnswers | undefined
  connection: DoctorConnection | undefined
  exchanges: Exchange[]
}

/**
 * Goes through all that the plugin relies on, in the store and at Kintsugi.
 * Changes nothing, and creates nothing at Kintsugi.
 */
export const examine = async (
  container: MedusaContainer
): Promise<Examination> => (await examineInDetail(container)).examination

/** {@link examine}, with the connection and the exchanges. */
export const examineInDetail = async (
  container: MedusaContainer
): Promise<ExaminationInDetail> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const at = new Date()
  const [shown, connection, settings, countries, used] = await Promise.all([
    showSettings(container),
    connectDoctor(service),
    service.settings.get(),
    listTaxedCountries(container),
    readUsedCategories(service, container),
  ])
  const access: Access = {
    source: shown.source,
    apiKey: shown.api_key,
    organizationId: shown.organization_id,
    baseUrl: shown.base_url,
    missing: shown.problem,
  }
  const [answers, databaseMs, hooks, instances] = await Promise.all([
    connection && askKintsugi(connection, defaultCategories(settings).fallback),
    readDatabaseClock(container),
    readHooks(),
    readInstances(service, at),
  ])
  const { modules } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  return {
    examination: {
      at,
      organization_id: access.organizationId,
      base_url: access.baseUrl,
      checks: [
        ...checkAccess(access, answers),
        checkClock(answers?.first, databaseMs),
        checkTaxRegions(countries),
        checkDefaultRates(countries, settings.onFailure),
        checkRegistrations(answers?.more, countries),
        checkCategories(answers?.more, used),
        checkHooks(hooks),
        checkEngines(modules as ConfiguredModules, instances.length),
        checkInstances(instances, answers && isReachable(answers)),
      ],
    },
    advice: adviseCategories(answers?.more, used),
    answers,
    connection,
    exchanges: connection?.exchanges ?? [],
  }
}

/** A refusal is an answer too. */
const isReachable = ({ access }: KintsugiAnswers): boolean =>
  !(
    "error" in access &&
    ["unavailable", "timed_out"].includes(access.error.code)
  )
