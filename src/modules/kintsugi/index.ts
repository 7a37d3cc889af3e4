import { Module } from "@medusajs/framework/utils"
import checkConfiguration from "./loaders/check-configuration"
import shareHooks from "./loaders/share-hooks"
import { KintsugiModuleService } from "./service"

/** The name by which Medusa's container resolves the module's service. */
export const KINTSUGI_MODULE = "kintsugi"

export default Module(KINTSUGI_MODULE, {
  service: KintsugiModuleService,
  loaders: [checkConfiguration, shareHooks],
})
