import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { KINTSUGI_MODULE } from "../modules/kintsugi"
import type { KintsugiModuleService } from "../modules/kintsugi/service"
import type { ResolvedKintsugiOptions } from "../options"

type Middleware = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
) => unknown

/** Runs a middleware of one of Medusa's own routes if the options allow it. */
export const whenEnabled =
  (
    isAllowed: (hooks: ResolvedKintsugiOptions["hooks"]) => boolean,
    middleware: Middleware
  ): Middleware =>
  (req, res, next) => {
    const { hooks } = req.scope
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .settings.getOptions()
    return isAllowed(hooks) ? middleware(req, res, next) : next()
  }
