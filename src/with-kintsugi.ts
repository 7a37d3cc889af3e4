import type { InputConfig } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import { type KintsugiOptions, resolveOptions } from "./options"

const PLUGIN = "medusa-plugin-kintsugi"
const MODULE = "kintsugi"
const PROVIDER = "medusa-plugin-kintsugi/providers/kintsugi"
const TAX_MODULE = "@medusajs/medusa/tax"
const TAX_MODULE_PACKAGES = [TAX_MODULE, "@medusajs/tax"]

type ModuleEntry = {
  key?: string
  resolve?: unknown
  disable?: boolean
  dependencies?: string[]
  options?: Record<string, unknown>
}
type PluginEntry = string | { resolve: string; options?: unknown }
type ProviderEntry = { resolve?: unknown; id?: string; options?: unknown }

/**
 * Adds Kintsugi to a store's configuration: the plugin, and its tax provider
 * (`tp_kintsugi_kintsugi`) in the Tax Module. Existing entries are kept. The
 * given configuration is not modified.
 *
 * @throws MedusaError naming each unknown or malformed option, or when the
 * store has switched the Tax Module off
 *
 * @example
 * module.exports = defineConfig(
 *   withKintsugi(
 *     { projectConfig: { … } },
 *     {
 *       apiKey: process.env.KINTSUGI_API_KEY,
 *       organizationId: process.env.KINTSUGI_ORGANIZATION_ID,
 *     }
 *   )
 * )
 */
export const withKintsugi = <T extends InputConfig>(
  config: T,
  options: KintsugiOptions = {}
): T => {
  resolveOptions(options)
  return {
    ...config,
    plugins: withPlugin(config.plugins, options),
    modules: withTaxModule(config.modules, options),
  }
}

const withPlugin = (
  plugins: InputConfig["plugins"],
  options: KintsugiOptions
): InputConfig["plugins"] => [
  ...(plugins ?? []).filter((plugin) => pluginName(plugin) !== PLUGIN),
  { resolve: PLUGIN, options: { ...options } },
]

const pluginName = (plugin: PluginEntry): string =>
  typeof plugin === "string" ? plugin : plugin.resolve

const withTaxModule = (
  modules: InputConfig["modules"],
  options: KintsugiOptions
): InputConfig["modules"] => {
  if (Array.isArray(modules) || !modules) {
    const entries = (modules ?? []) as ModuleEntry[]
    // Medusa takes the last of several entries for the same module.
    const last = entries.findLastIndex(isTaxModule)
    const tax = withTaxProvider(entries[last], options)
    return (
      last < 0
        ? [...entries, tax]
        : entries.map((entry, index) => (index === last ? tax : entry))
    ) as InputConfig["modules"]
  }

  const entries = modules as Record<string, ModuleEntry | boolean | undefined>
  const value = entries[Modules.TAX]
  const entry = typeof value === "boolean" ? { disable: !value } : value
  return {
    ...entries,
    [Modules.TAX]: withTaxProvider(entry, options),
  } as InputConfig["modules"]
}

const isTaxModule = ({ key, resolve }: ModuleEntry): boolean =>
  key === Modules.TAX ||
  (key === undefined && TAX_MODULE_PACKAGES.includes(String(resolve)))

const withTaxProvider = (
  entry: ModuleEntry | undefined,
  options: KintsugiOptions
): ModuleEntry => {
  if (entry?.disable) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `${PLUGIN}: the Tax Module is switched off in medusa-config, so no tax can be charged. Remove the entry that disables "${Modules.TAX}".`
    )
  }
  const providers = (entry?.options?.providers ?? []) as ProviderEntry[]
  return {
    resolve: TAX_MODULE,
    ...entry,
    // So that the provider can read what is saved in the Admin.
    dependencies: [...new Set([...(entry?.dependencies ?? []), MODULE])],
    options: {
      ...entry?.options,
      providers: [
        ...providers.filter(({ resolve }) => resolve !== PROVIDER),
        { resolve: PROVIDER, id: "kintsugi", options: { ...options } },
      ],
    },
  }
}
