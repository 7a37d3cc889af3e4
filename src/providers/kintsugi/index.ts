import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import { KintsugiTaxProvider } from "./service"

export default ModuleProvider(Modules.TAX, { services: [KintsugiTaxProvider] })
