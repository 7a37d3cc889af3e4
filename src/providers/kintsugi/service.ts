import type {
  ICachingModuleService,
  ITaxProvider,
  ItemTaxCalculationLine,
  Logger,
  ShippingTaxCalculationLine,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import type { EstimateKind } from "../../health/failing"
import {
  type KintsugiClient,
  invalidAddress,
  isKintsugiError,
} from "../../kintsugi"
import { type KintsugiOptions, resolveOptions } from "../../options"
import {
  type Effective,
  type KintsugiConnection,
  type SavedSettings,
  createEffective,
} from "../../settings/effective"
import {
  type PluginModule,
  runningPluginModule,
} from "../../settings/plugin-module"
import { readAddress } from "../../tax/address"
import { fromLinesInContext } from "../../tax/cart-lines"
import { isSupportedCurrency } from "../../tax/currencies"
import type { CustomerStanding } from "../../tax/customer-standing"
import {
  type EstimateSubject,
  type Identity,
  identify,
} from "../../tax/fingerprint"
import {
  type TaxLine,
  type TaxLineOptions,
  lineOf,
  toTaxLines,
  toZeroLines,
} from "../../tax/tax-lines"
import {
  type AskedLine,
  type TaxableLine,
  toAskedLines,
  toTaxableLine,
} from "../../tax/taxable-lines"
import { messageOf } from "../../message-of"
import { keepAnsweredCart } from "./answered-carts"
import { type EstimateCache, createEstimateCache } from "./estimate-cache"
import { type EstimateContext, estimateContext } from "./estimate-context"
import { kindOf } from "./estimate-kind"
import { Failure, describeFailure, whenKintsugiFails } from "./failure"
import { createKintsugiEstimates, addressStatus } from "./kintsugi-estimates"
import { type KnownProducts, createKnownProducts } from "./known-products"
import { createMadeTaxLines } from "./made-tax-lines"
import { createRecentFailures } from "./recent-failures"

type InjectedDependencies = {
  logger: Logger
  /** Only where the store has registered the Caching Module. */
  caching?: ICachingModuleService
  /**
   * The plugin's own module, which knows what the merchant saved in the Admin:
   * only where the Tax Module's registration lists it in `dependencies`, as
   * `withKintsugi` does. Otherwise it is the one that runs in this process; and
   * without one, the options are all there is.
   */
  kintsugi?: PluginModule
}

type Estimates = ReturnType<typeof createKintsugiEstimates>

/**
 * Medusa's tax provider: asks Kintsugi for the tax on a cart's or an order's
 * lines and answers in Medusa's tax lines.
 *
 * Registered as `tp_kintsugi_kintsugi`; `withKintsugi` does it.
 */
export class KintsugiTaxProvider implements ITaxProvider {
  static identifier = "kintsugi"

  private readonly logger: Logger
  private readonly injected?: PluginModule
  private readonly hasOptions: boolean
  private readonly effective: (saved: SavedSettings | undefined) => Effective
  private readonly failures = createRecentFailures()
  private readonly made = createMadeTaxLines()
  private readonly cache: EstimateCache
  private known?: { client: KintsugiClient; products: KnownProducts }
  private estimates?: { connection: KintsugiConnection; these: Estimates }

  /** @throws MedusaError naming each unknown or malformed option */
  static validateOptions(options: KintsugiOptions): void {
    resolveOptions(options)
  }

  constructor(dependencies: InjectedDependencies, options?: KintsugiOptions) {
    this.logger = dependencies.logger
    // Medusa's container throws at a name that it does not have.
    this.injected = Object.hasOwn(dependencies, "kintsugi")
      ? dependencies.kintsugi
      : undefined
    this.hasOptions = Object.values(options ?? {}).some(
      (option) => option !== undefined
    )
    this.cache = createEstimateCache(dependencies.caching)
    this.effective = createEffective(resolveOptions(options))
  }

  getIdentifier(): string {
    return KintsugiTaxProvider.identifier
  }

  /**
   * The tax lines of these line items and shipping methods.
   *
   * Where the plugin's workflows have handed on the whole cart, it is the
   * whole cart that Kintsugi is asked about, after its discounts; otherwise
   * the lines that Medusa asks about.
   *
   * No request is made for no lines, nor for an address that has no country,
   * postal code or (in the US and Canada) state yet: those lines get a rate of
   * 0, marked `data.source: "pending"`. When Kintsugi can't answer, the option
   * `onFailure` decides; when it calls the address invalid, `onInvalidAddress`.
   *
   * @returns one tax line per jurisdiction (rates in percent), at least one
   * per line
   * @throws MedusaError with a message for the storefront, where the options
   * or a missing fallback rate say so
   */
  async getTaxLines(
    itemLines: ItemTaxCalculationLine[],
    shippingLines: ShippingTaxCalculationLine[],
    context: TaxCalculationContext
  ): Promise<TaxLine[]> {
    const asked = toAskedLines(itemLines ?? [], shippingLines ?? [])
    if (!asked.length) {
      return []
    }
    const given = estimateContext(context, asked)
    if (!given.isAhead) {
      keepAnsweredCart(given.externalId, undefined)
    }
    const reading = readAddress(given.address)
    if (reading.status === "incomplete") {
      return toZeroLines(asked, "Tax pending", {
        source: "pending",
        reason: "address_incomplete",
      })
    }
    const effective = await this.inForce()
    const kindBy = (lines: EstimateContext["lines"]) =>
      kindOf(asked, { ...given, lines }, reading, effective.key)
    let kind: EstimateKind | undefined
    let print: string | undefined
    let exemptBecause: string | undefined
    try {
      kind = kindBy(given.lines)
      const customer = await this.standingOf(context.customer)
      exemptBecause = customer?.exemptBecause
      if (reading.status === "invalid") {
        throw invalidAddress("the state is none of the country's")
      }
      const subject = {
        lines: wholeCart(asked, given),
        address: { ...reading.address, type: given.addressType },
        customer,
        settings: effective.key,
      }
      const identity = identify(subject)
      print = given.lines && identity.fingerprint
      if (!given.isAhead) {
        this.failures.throwAgain(print, asked)
      }
      const ids = new Set(asked.map(({ id }) => id))
      const taxLines = await this.estimate(
        subject,
        identity,
        { ...given, kind },
        effective
      )
      this.failures.forget(print)
      if (print && given.lines && !given.isAhead && !given.exactRates) {
        keepAnsweredCart(given.externalId, {
          lines: given.lines,
          address: given.address,
          fingerprint: print,
          taxLines,
        })
      }
      return taxLines.filter((taxLine) => ids.has(lineOf(taxLine)))
    } catch (error) {
      if (given.isAhead) {
        this.failures.rememberAhead(print, error)
        throw error
      }
      this.failures.met(print, error)
      const { reason, explanation } = describeFailure(error)
      this.module?.recordEstimate({
        by: "nobody",
        id: given.externalId,
        // Whatever was handed on may be what it failed on.
        kind: kind ?? kindBy(undefined),
        code: reason,
        message: isKintsugiError(error) ? error.merchantMessage : explanation,
      })
      const standIns = whenKintsugiFails(error, {
        lines: asked,
        reference: given.externalId,
        fingerprint: print,
        exemptBecause,
        options: effective.settings,
        logger: this.logger,
      })
      // Where there are none, Medusa stops, and the next call is another try.
      this.failures.remember(print, asked, error)
      return standIns
    }
  }

  private async estimate(
    subject: EstimateSubject,
    identity: Identity,
    {
      externalId,
      replaces,
      exactRates,
      kind,
    }: EstimateContext & { kind: EstimateKind },
    { connection, missing, settings }: Effective
  ): Promise<TaxLine[]> {
    if (!connection) {
      throw new Failure("not_configured", missing ?? "")
    }
    demandUsable(subject.lines)
    const { address, customer } = subject
    const estimated = await this.estimatesOver(connection).of(
      subject,
      identity,
      externalId
    )
    const { answer, ids, askedForMs } = estimated
    this.module?.recordEstimate(
      askedForMs === undefined
        ? { by: "memory", id: externalId }
        : { by: "kintsugi", id: externalId, kind, ms: askedForMs }
    )
    const options: TaxLineOptions = {
      combined: !replaces && !settings.hooks.cartTaxLines,
      storage: exactRates ? "decimal" : "float4",
    }
    return this.made.of(answer, JSON.stringify([options, ids]), () =>
      toTaxLines(
        estimated.taxes(),
        {
          place: [address.country, address.state].filter(Boolean).join("-"),
          hasActiveRegistration:
            answer.estimate.has_active_registration ?? false,
          addressStatus: addressStatus(answer.estimate, address),
          fingerprint: identity.fingerprint,
          exemptBecause: customer?.exemptBecause,
        },
        options
      )
    )
  }

  /** What the plugin's module knows of the customer beside Medusa. */
  private async standingOf(
    customer: TaxCalculationContext["customer"]
  ): Promise<CustomerStanding | undefined> {
    return customer?.id
      ? ((await this.module?.getCustomerStanding(
          customer.id,
          customer.customer_groups ?? []
        )) ?? { id: customer.id })
      : undefined
  }

  private get module(): PluginModule | undefined {
    return this.injected ?? runningPluginModule()
  }

  /**
   * The provider's options, or the plugin's where it was given none, with what
   * the merchant saved in the Admin in their place.
   */
  private async inForce(): Promise<Effective> {
    const { module } = this
    try {
      return module && !this.hasOptions
        ? await module.getEffective()
        : this.effective(await module?.getSavedSettings())
    } catch (error) {
      // Whose key it is cannot be known, so nobody is asked.
      const why = error instanceof Error ? messageOf(error) : "no details"
      return {
        ...this.effective(undefined),
        connection: undefined,
        missing: `what is saved in the Admin could not be read (${why})`,
      }
    }
  }

  /** Made anew when the merchant has changed something. */
  private estimatesOver(connection: KintsugiConnection): Estimates {
    const { client, settings } = connection
    if (this.known?.client !== client) {
      this.known = { client, products: createKnownProducts(client) }
    }
    if (this.estimates?.connection !== connection) {
      const these = createKintsugiEstimates({
        client,
        knownProducts: this.known.products,
        cache: this.cache,
        options: settings,
      })
      this.estimates = { connection, these }
    }
    return this.estimates.these
  }
}

/**
 * The cart's lines as the workflows handed them on, with those that Medusa asks
 * about and that are not among them: nobody is answered for somebody else.
 */
const wholeCart = (
  asked: AskedLine[],
  { lines }: EstimateContext
): TaxableLine[] => {
  if (!lines) {
    return asked.map(toTaxableLine)
  }
  const rates = new Map(asked.map((line) => [line.id, line.rates]))
  const handedOn = fromLinesInContext(
    lines,
    asked[0]?.currencyCode ?? "",
    rates
  )
  const ids = new Set(handedOn.map(({ id }) => id))
  return [
    ...handedOn,
    ...asked.filter(({ id }) => !ids.has(id)).map(toTaxableLine),
  ]
}

/** @throws Failure where there is no sense in asking */
const demandUsable = (lines: TaxableLine[]): void => {
  const unsupported = lines.find(
    ({ currencyCode }) => !isSupportedCurrency(currencyCode)
  )
  if (unsupported) {
    throw new Failure(
      "currency_not_supported",
      `Kintsugi does not take ${unsupported.currencyCode || "a line without a currency"}`
    )
  }
  if (lines.some(({ amount }) => !amount.isFinite())) {
    throw new Failure("amount_not_a_number", "A line has no usable price")
  }
}
