import { randomBytes } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { shopTimeZone } from "../../ledger-sync/shop-time-zone"
import type { DoctorConnection } from "../doctor-connection"
import type { KintsugiAnswers } from "../kintsugi-answers"
import { choosePlace, newRunId } from "./test-records"
import type { WalkState } from "./walk-state"

/** The state that a walk begins with. Sends nothing. */
export const startWalk = async (
  connection: DoctorConnection,
  answers: KintsugiAnswers | undefined,
  container: MedusaContainer
): Promise<WalkState> => {
  const settings = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .settings.get()
  const run = newRunId(new Date(), randomBytes(3).toString("hex"))
  const registrations =
    answers?.more && "value" in answers.more.registrations
      ? answers.more.registrations.value
      : []
  return {
    run,
    connection,
    settings,
    terms: {
      organizationId: connection.organizationId,
      totalsIncludeTax: settings.sync.totalsIncludeTax,
    },
    timeZone: (await shopTimeZone(settings, container)).name,
    place: choosePlace(
      new Set(
        registrations.flatMap(({ country_code, state_code, status }) =>
          country_code === "US" && status === "REGISTERED" && state_code
            ? [state_code]
            : []
        )
      )
    ),
    customerId: `${run}-customer`,
    products: {},
    sales: {},
    observations: {},
    created: [],
  }
}
