import type {
  ITaxProvider,
  ItemTaxCalculationLine,
  Logger,
  ShippingTaxCalculationLine,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import {
  type Estimate,
  type KintsugiClient,
  badResponse,
  createClient,
  createTransport,
  invalidAddress,
} from "../../kintsugi"
import {
  type KintsugiOptions,
  type KintsugiSettings,
  missingCredentials,
  resolveOptions,
} from "../../options"
import { type DestinationAddress, readAddress } from "../../tax/address"
import { isSupportedCurrency } from "../../tax/currencies"
import { toEstimateRequest } from "../../tax/estimate-request"
import { matchEstimate } from "../../tax/match-estimate"
import { type TaxLine, toTaxLines, toZeroLines } from "../../tax/tax-lines"
import { type TaxableLine, toTaxableLines } from "../../tax/taxable-lines"
import { estimateContext } from "./estimate-context"
import { Failure, whenKintsugiFails } from "./failure"
import { type KnownProducts, createKnownProducts } from "./known-products"

type InjectedDependencies = { logger: Logger }

/** Share of a calculation's deadline that product look-ups may use up. */
const LOOK_UP_SHARE = 1 / 3

/**
 * Medusa's tax provider: asks Kintsugi for the tax on a cart's or an order's
 * lines and answers in Medusa's tax lines.
 *
 * Registered as `tp_kintsugi_kintsugi`; `withKintsugi` does it.
 */
export class KintsugiTaxProvider implements ITaxProvider {
  static identifier = "kintsugi"

  private readonly logger: Logger
  private readonly options: KintsugiSettings
  private readonly missing?: string
  private readonly kintsugi?: {
    client: KintsugiClient
    knownProducts: KnownProducts
  }

  /** @throws MedusaError naming each unknown or malformed option */
  static validateOptions(options: KintsugiOptions): void {
    resolveOptions(options)
  }

  constructor({ logger }: InjectedDependencies, options?: KintsugiOptions) {
    this.logger = logger
    const resolved = resolveOptions(options)
    const { apiKey, organizationId, ...settings } = resolved
    this.options = settings
    this.missing = missingCredentials(resolved)
    if (apiKey && organizationId) {
      const client = createClient(
        createTransport({ ...this.options, apiKey, organizationId })
      )
      this.kintsugi = { client, knownProducts: createKnownProducts(client) }
    }
  }

  getIdentifier(): string {
    return KintsugiTaxProvider.identifier
  }

  /**
   * The tax lines of these line items and shipping methods.
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
    const lines = toTaxableLines(itemLines ?? [], shippingLines ?? [])
    if (!lines.length) {
      return []
    }
    const reading = readAddress(context?.address)
    if (reading.status === "incomplete") {
      return toZeroLines(lines, "Tax pending", {
        source: "pending",
        reason: "address_incomplete",
      })
    }
    const { externalId, replaces } = estimateContext(context, lines)
    try {
      if (reading.status === "invalid") {
        throw invalidAddress(reading.problem)
      }
      return await this.estimate(lines, reading.address, {
        externalId,
        customerId: context.customer?.id,
        combined: !replaces && !this.options.hooks.cartTaxLines,
      })
    } catch (error) {
      return whenKintsugiFails(error, {
        lines,
        reference: externalId,
        options: this.options,
        logger: this.logger,
      })
    }
  }

  private async estimate(
    lines: TaxableLine[],
    address: DestinationAddress,
    call: { externalId: string; customerId?: string; combined: boolean }
  ): Promise<TaxLine[]> {
    const { kintsugi, options } = this
    if (!kintsugi) {
      throw new Failure("not_configured", `${this.missing} not set`)
    }
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

    const start = Date.now()
    const knownProducts = await kintsugi.knownProducts.among(
      lines.flatMap(({ productId }) => productId ?? []),
      start + options.deadlineMs * LOOK_UP_SHARE
    )
    const estimate = await kintsugi.client.estimateTax(
      toEstimateRequest({
        externalId: call.externalId,
        customerId: call.customerId,
        date: new Date(start),
        lines,
        address,
        knownProducts,
        shipping: {
          category: options.shippingCategory,
          subcategory: options.shippingSubcategory,
        },
        fallback: {
          category: options.defaultCategory,
          subcategory: options.defaultSubcategory,
        },
      }),
      { deadline: start + options.deadlineMs }
    )

    const addressStatus = statusOf(estimate)
    if (addressStatus === "INVALID") {
      throw invalidAddress("its status is INVALID")
    }
    const matched = matchEstimate(estimate, lines)
    if ("problem" in matched) {
      throw badResponse(matched.problem)
    }
    return toTaxLines(
      matched.taxes,
      {
        place: [address.country, address.state].filter(Boolean).join("-"),
        hasActiveRegistration: estimate.has_active_registration ?? false,
        addressStatus,
      },
      { combined: call.combined }
    )
  }
}

const statusOf = ({ addresses }: Estimate): string | undefined =>
  addresses?.find(({ type }) => type === "SHIP_TO")?.status
