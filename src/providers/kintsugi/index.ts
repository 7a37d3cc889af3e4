import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import { KintsugiTaxProvider } from "./provider"

export default ModuleProvider(Modules.TAX, { services: [KintsugiTaxProvider] })
