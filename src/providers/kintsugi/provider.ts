import type {
  ICachingModuleService,
  ITaxProvider,
  ItemTaxCalculationLine,
  Logger,
  ShippingTaxCalculationLine,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import type { EstimateProfile } from "../../modules/kintsugi/stats/failing-estimates"
import { invalidAddress } from "../../kintsugi-api"
import { type KintsugiOptions, resolveOptions } from "../../options"
import {
  type EffectiveSettings,
  type SavedSettings,
  createEffective,
} from "../../modules/kintsugi/settings/effective-settings"
import {
  type PluginModule,
  runningModule,
} from "../../modules/kintsugi/running-instance"
import { readAddress } from "../../tax/address/read-address"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import { type Place, placeOfReading } from "../../tax/customer/exemptions"
import { statusAt } from "../../tax/customer/group-exemptions"
import { dayOf } from "../../tax/estimate/freshness"
import {
  type FingerprintInput,
  type Identity,
  fingerprintOf,
} from "../../tax/estimate/fingerprint"
import {
  type TaxLine,
  lineIdOf,
  toZeroLines,
} from "../../tax/tax-lines/build-tax-lines"
import type { ExemptBy } from "../../tax/tax-lines/tax-line-data"
import {
  type RequestedLine,
  toRequestedLines,
} from "../../tax/cart/taxable-line"
import { isRequestedBy } from "../../modules/kintsugi/queries/signed-in-carts"
import { safeErrorMessage } from "../../safe-error-message"
import { saveAnswer } from "../../modules/kintsugi/cart-handoff"
import { createEstimateCache } from "./cache/estimates"
import {
  type EstimateContext,
  estimateContext,
} from "../../tax/cart/tax-context"
import { estimateProfileOf } from "./estimate-profile"
import { assertUsable, linesToEstimate } from "./estimate-subject"
import { taxLineOptions, toAnswerLines } from "./answer-lines"
import { NotAskedError } from "./fallback"
import { learnFrom } from "./remembered"
import { taxWithoutAnswer } from "./tax-without-answer"
import { createEstimators, addressStatus } from "./estimator"
import { createTaxLineCache } from "./cache/tax-lines"
import { type Marks, customerMark, exemptionOf, marksOf } from "./marks"
import { ratesOnlyLines } from "./province-rates"
import { createRecentFailures } from "./cache/recent-failures"

type InjectedDependencies = {
  logger: Logger
  /** Only where the store has registered the Caching Module. */
  caching?: ICachingModuleService
  /**
   * The plugin's own module, which reads what the merchant saved in the Admin.
   * Present only if the Tax Module's registration lists it in `dependencies`,
   * as `withKintsugi` does. Otherwise the module that runs in this process is
   * used; if there is none, only the options apply.
   */
  kintsugi?: PluginModule
}

/**
 * Medusa's tax provider: asks Kintsugi for the tax on a cart's or an order's
 * lines and returns Medusa's tax lines.
 *
 * `withKintsugi` registers it as `tp_kintsugi_kintsugi`.
 */
export class KintsugiTaxProvider implements ITaxProvider {
  static identifier = "kintsugi"

  private readonly logger: Logger
  private readonly injected?: PluginModule
  private readonly hasOptions: boolean
  private readonly effective: (
    saved: SavedSettings | undefined
  ) => EffectiveSettings
  private readonly failures = createRecentFailures()
  private readonly taxLineCache = createTaxLineCache()
  private readonly estimatorFor: ReturnType<typeof createEstimators>

  /** @throws MedusaError naming each unknown or malformed option */
  static validateOptions(options: KintsugiOptions): void {
    resolveOptions(options)
  }

  constructor(dependencies: InjectedDependencies, options?: KintsugiOptions) {
    this.logger = dependencies.logger
    // Medusa's container throws for a name that is not registered.
    this.injected = Object.hasOwn(dependencies, "kintsugi")
      ? dependencies.kintsugi
      : undefined
    this.hasOptions = Object.values(options ?? {}).some(
      (option) => option !== undefined
    )
    this.estimatorFor = createEstimators(
      createEstimateCache(dependencies.caching)
    )
    this.effective = createEffective(resolveOptions(options))
  }

  getIdentifier(): string {
    return KintsugiTaxProvider.identifier
  }

  /**
   * The tax lines of these line items and shipping methods.
   *
   * If the plugin's workflows have passed the whole cart, Kintsugi is asked
   * about the whole cart, after its discounts; otherwise about the lines that
   * Medusa asks about.
   *
   * No request is made if there are no lines, or while the address has no
   * country, postal code or (in the US and Canada) state: those lines get a
   * rate of 0, marked `data.source: "pending"`. When Kintsugi can't answer, the
   * option `onFailure` decides; when it says that the address is invalid, the
   * option `onInvalidAddress` does.
   *
   * @returns one tax line per jurisdiction (rates in percent), at least one
   * per line
   * @throws MedusaError with a message for the storefront, if the options say
   * so or there is no fallback rate
   */
  async getTaxLines(
    itemLines: ItemTaxCalculationLine[],
    shippingLines: ShippingTaxCalculationLine[],
    context: TaxCalculationContext
  ): Promise<TaxLine[]> {
    const all = toRequestedLines(itemLines ?? [], shippingLines ?? [])
    const cart = estimateContext(context, all)
    const isGiftCard = ({ id }: RequestedLine) => cart.giftCards.has(id)
    const giftCards = all.filter(isGiftCard)
    return giftCards.length
      ? [
          ...toZeroLines(giftCards, "No tax", {
            source: "gift_card",
            reason: "gift_card",
            ...customerMark(await this.isCustomerTrusted(context, cart)),
          }),
          ...(await this.taxLinesFor(
            all.filter((line) => !isGiftCard(line)),
            cart,
            context
          )),
        ]
      : this.taxLinesFor(all, cart, context)
  }

  private async taxLinesFor(
    requested: RequestedLine[],
    cart: EstimateContext,
    context: TaxCalculationContext
  ): Promise<TaxLine[]> {
    if (!requested.length) {
      return []
    }
    if (cart.isForRatesOnly) {
      return ratesOnlyLines(requested)
    }
    if (!cart.isPrefetch) {
      saveAnswer(cart.externalId, undefined)
    }
    const reading = readAddress(cart.address)
    const isTrusted = await this.isCustomerTrusted(context, cart)
    if (reading.status === "incomplete") {
      return toZeroLines(requested, "Tax pending", {
        source: "pending",
        reason: "address_incomplete",
        ...customerMark(isTrusted),
      })
    }
    const effective = await this.loadEffective(cart)
    const marks = marksOf(isTrusted, reading)
    const profileFor = (lines: EstimateContext["lines"]) =>
      estimateProfileOf(requested, { ...cart, lines }, reading, effective.key)
    let profile: EstimateProfile | undefined
    let fingerprint: string | undefined
    let exemptBy: ExemptBy | undefined
    let subject: FingerprintInput | undefined
    let identity: Identity | undefined
    try {
      profile = profileFor(cart.lines)
      const customer = isTrusted
        ? await this.loadTaxStatus(
            context.customer,
            placeOfReading(reading, cart.address?.country_code)
          )
        : undefined
      exemptBy = exemptionOf(customer, cart, reading, effective)
      if (reading.status === "invalid") {
        throw invalidAddress("the state is not one of the country's states")
      }
      subject = {
        lines: linesToEstimate(requested, cart),
        address: { ...reading.address, type: cart.addressType },
        shipsNothing: cart.shipsNothing,
        customer,
        settings: effective.key,
      }
      identity = fingerprintOf(subject)
      fingerprint = cart.lines && identity.fingerprint
      if (!cart.isPrefetch) {
        this.failures.throwRemembered(fingerprint, requested)
      }
      const ids = new Set(requested.map(({ id }) => id))
      const taxLines = await this.estimate(
        subject,
        identity,
        { ...cart, profile, marks },
        effective
      )
      this.failures.evict(fingerprint)
      if (fingerprint && cart.lines && !cart.isPrefetch && !cart.exactRates) {
        saveAnswer(cart.externalId, {
          lines: cart.lines,
          address: cart.address,
          fingerprint,
          taxLines,
        })
      }
      return taxLines.filter((taxLine) => ids.has(lineIdOf(taxLine)))
    } catch (error) {
      if (cart.isPrefetch) {
        this.failures.rememberPrefetch(fingerprint, error)
        throw error
      }
      this.failures.markThrown(fingerprint, error)
      const taxLines = await taxWithoutAnswer(
        error,
        {
          requested,
          cart,
          context,
          marks,
          // The passed lines may be the cause of the failure.
          profile: profile ?? profileFor(undefined),
          subject,
          earlierAnswer: () =>
            subject &&
            identity &&
            effective.connection &&
            this.estimatorFor(effective.connection).earlierAnswer(
              subject,
              identity
            ),
          fingerprint,
          exemptBy,
        },
        { effective, module: this.module, logger: this.logger }
      )
      // Without tax lines Medusa stops, and its next call tries again.
      this.failures.remember(fingerprint, requested, error)
      return taxLines
    }
  }

  private async estimate(
    subject: FingerprintInput,
    identity: Identity,
    {
      externalId,
      replaces,
      exactRates,
      profile,
      marks,
    }: EstimateContext & { profile: EstimateProfile; marks: Marks },
    { connection, missing, settings }: EffectiveSettings
  ): Promise<TaxLine[]> {
    if (!connection) {
      throw new NotAskedError("not_configured", missing ?? "")
    }
    assertUsable(subject.lines)
    const { address, customer } = subject
    const estimate = await this.estimatorFor(connection).of(
      subject,
      identity,
      externalId
    )
    const { answer, ids, newAnswer } = estimate
    this.module?.stats.recordEstimate(
      newAnswer
        ? { by: "kintsugi", id: externalId, kind: profile, ms: newAnswer.ms }
        : { by: "memory", id: externalId }
    )
    learnFrom(estimate, subject, connection, this.module?.memory)
    const context = { replaces, exactRates, address, marks }
    return this.taxLineCache.getOrMake(
      answer,
      JSON.stringify([
        taxLineOptions(context, settings),
        ids,
        marks,
        settings.roundDiscounts,
      ]),
      () =>
        toAnswerLines(
          estimate.taxes(),
          {
            hasActiveRegistration:
              answer.estimate.has_active_registration ?? false,
            addressStatus: addressStatus(answer.estimate, address),
            fingerprint: identity.fingerprint,
            exemptBy: customer?.exemptBecause ? "customer_group" : undefined,
          },
          context,
          settings
        )
    )
  }

  /**
   * Whether the customer is known to be who they claim to be. A sale is judged
   * by what its tax lines say, so the tax lines must record what was assumed.
   * Reads the settings only if they decide.
   */
  private async isCustomerTrusted(
    { customer }: TaxCalculationContext,
    cart: EstimateContext
  ): Promise<boolean> {
    return (
      cart.isCustomerTrusted ??
      (isRequestedBy(customer?.id) ||
        (Boolean(customer?.id) &&
          (await this.loadEffective(cart)).settings.exemptGuests))
    )
  }

  /** The plugin's own data on the customer, in addition to Medusa's. */
  private async loadTaxStatus(
    customer: TaxCalculationContext["customer"],
    place: Place
  ): Promise<CustomerTaxStatus | undefined> {
    if (!customer?.id) {
      return undefined
    }
    const status = await this.module?.customers.getTaxStatus(
      customer.id,
      customer.customer_groups ?? []
    )
    return status
      ? statusAt(status, place, dayOf(new Date()))
      : { id: customer.id }
  }

  private get module(): PluginModule | undefined {
    return this.injected ?? runningModule()
  }

  /**
   * The provider's options, or the plugin's if the provider has none,
   * overridden by what the merchant saved in the Admin.
   */
  private async loadEffective({
    areSettingsRead,
  }: EstimateContext): Promise<EffectiveSettings> {
    const { module } = this
    const reading = areSettingsRead ? "latest" : "now"
    try {
      return module && !this.hasOptions
        ? await module.settings.getEffective(reading)
        : this.effective(await module?.settings.getSaved(reading))
    } catch (error) {
      // The right key is unknown, so Kintsugi is not asked.
      const why =
        error instanceof Error ? safeErrorMessage(error) : "no details"
      return {
        ...this.effective(undefined),
        // No cart is up to date by this key: the next change asks again.
        key: "unreadable",
        connection: undefined,
        missing: `the settings saved in the Admin could not be read (${why})`,
      }
    }
  }
}
