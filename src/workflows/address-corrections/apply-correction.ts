import {
  ChangeActionType,
  ContainerRegistrationKeys,
  MathBN,
  MedusaError,
} from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
  when,
} from "@medusajs/framework/workflows-sdk"
import {
  acquireLockStep,
  beginOrderEditOrderWorkflow,
  confirmOrderEditRequestWorkflow,
  createOrderChangeActionsWorkflow,
  refundPaymentWorkflow,
  releaseLockStep,
  updateOrderTaxLinesWorkflow,
} from "@medusajs/medusa/core-flows"
import type { CorrectionBlocker } from "../../ledger/correct-tax"
import { taxOfOrder } from "../../ledger/order-tax-summary"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readOrder } from "../ledger-sync/read-order"
import { lockOwnerOfRun } from "../locking/lock-owner-of-run"
import { estimateCorrection } from "./estimate-correction"

type Correction = {
  order_id: string
  /** What the merchant was shown, in major units: nothing else is applied. */
  difference: string
  /** Id of the user or API key that makes it. */
  by: string
}

const REASONS: Record<CorrectionBlocker, string> = {
  canceled: "The order is canceled.",
  not_taxed_by_kintsugi: "Kintsugi does not tax this order.",
  refunded:
    "A part of the order was refunded or returned, so that the difference is not due in full. Refund or collect what you agree on with the customer by hand.",
  not_paid:
    "The order is not paid in full. Capture the payment first: with an order edit, Medusa cancels an authorized payment.",
  in_filing:
    "The order's sale is in a filing at Kintsugi and can't be changed. Correct its tax in Kintsugi.",
  pending_change: "The order has a pending change. Confirm or cancel it first.",
}

const NOTE = "Tax at the corrected address"

/** @throws MedusaError that says why it can't be corrected */
const checkCorrectionStep = createStep(
  "kintsugi-check-address-correction",
  async ({ order_id, difference }: Correction, { container }) => {
    const estimate = await estimateCorrection(order_id, container)
    if (estimate.blocked_by) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `${REASONS[estimate.blocked_by]} Nothing was changed.`,
        `kintsugi_${estimate.blocked_by}`
      )
    }
    if (MathBN.eq(estimate.difference, 0)) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        "The tax is the same at this address. Nothing was changed.",
        "kintsugi_no_difference"
      )
    }
    if (!MathBN.eq(estimate.difference, difference)) {
      throw new MedusaError(
        // Medusa replaces the message of a conflict.
        MedusaError.Types.NOT_ALLOWED,
        `The difference is ${estimate.difference} now, not ${difference}. Nothing was changed. Look at it again.`,
        "kintsugi_another_difference"
      )
    }
    return new StepResponse(estimate)
  }
)

/** @throws MedusaError if the order was not charged what was estimated */
const assertChargedStep = createStep(
  "kintsugi-assert-charged",
  async (
    { order_id, calculated }: { order_id: string; calculated: string },
    { container }
  ) => {
    const order = await readOrder(order_id, container)
    if (!order || !MathBN.eq(taxOfOrder(order).charged.tax, calculated)) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        "Kintsugi's answer has changed meanwhile. Nothing was changed. Look at the difference again.",
        "kintsugi_another_difference"
      )
    }
    return new StepResponse(undefined)
  }
)

type PaymentRow = {
  id: string
  captures?: { amount: number }[] | null
}

type RefundReasonRow = { id: string; code?: string | null; label?: string }

/**
 * The payment that is refunded, and the reason that marks the refund as one of
 * tax alone: that of the option `sync.taxOnlyRefundReason`.
 *
 * @throws MedusaError if no payment is as large as the refund
 */
const planRefundStep = createStep(
  "kintsugi-plan-tax-refund",
  async (
    { order_id, difference }: { order_id: string; difference: string },
    { container }
  ) => {
    if (!MathBN.lt(difference, 0)) {
      return new StepResponse(null)
    }
    const amount = MathBN.mult(difference, -1)
    const query = container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({
      entity: "order",
      fields: [
        "payment_collections.payments.id",
        "payment_collections.payments.captures.amount",
      ],
      filters: { id: order_id },
    })
    const payment = (
      data as unknown as {
        payment_collections?: { payments?: PaymentRow[] | null }[] | null
      }[]
    )
      .flatMap(({ payment_collections }) => payment_collections ?? [])
      .flatMap(({ payments }) => payments ?? [])
      .find(({ captures }) =>
        MathBN.gte(
          MathBN.sum(0, ...(captures ?? []).map(({ amount }) => amount)),
          amount
        )
      )
    if (!payment) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        "No payment of the order is as large as the difference, so there is nothing to refund it from. Nothing was changed.",
        "kintsugi_no_payment"
      )
    }
    const { sync } = await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .settings.get()
    const { data: reasons } = sync.taxOnlyRefundReason
      ? await query.graph({
          entity: "refund_reason",
          fields: ["id", "code", "label"],
        })
      : { data: [] }
    return new StepResponse({
      payment_id: payment.id,
      amount: amount.toNumber(),
      refund_reason_id: (reasons as RefundReasonRow[]).find(
        ({ code, label }) => (code ?? label) === sync.taxOnlyRefundReason
      )?.id,
    })
  }
)

/**
 * Charges an order the tax of its corrected address. An order edit puts it on
 * record: Medusa then asks for the payment of a positive difference. A negative
 * one is refunded at once.
 *
 * @throws MedusaError that says why nothing was changed
 * @example
 * await applyAddressCorrectionWorkflow(container).run({
 *   input: { order_id: "order_123", difference: "0.88", by: "user_123" },
 * })
 */
export const applyAddressCorrectionWorkflow = createWorkflow(
  "kintsugi-apply-address-correction",
  (input: Correction) => {
    const ownerId = lockOwnerOfRun()
    const key = transform(
      { input },
      ({ input }) => `kintsugi-address-correction:${input.order_id}`
    )
    // Not the order's own lock, which Medusa's workflows below acquire.
    acquireLockStep({ key, ownerId, timeout: 2, ttl: 60 })
    const estimate = checkCorrectionStep(input)
    const refund = planRefundStep(estimate)
    const change = beginOrderEditOrderWorkflow.runAsStep({
      input: {
        order_id: input.order_id,
        internal_note: NOTE,
        created_by: input.by,
      },
    })
    // An order edit that changes no item: only the tax lines are others.
    createOrderChangeActionsWorkflow.runAsStep({
      input: transform({ input, change, estimate }, (data) => [
        {
          order_change_id: data.change.id,
          order_id: data.input.order_id,
          version: data.change.version,
          action: ChangeActionType.UPDATE_ORDER_PROPERTIES,
          internal_note: NOTE,
          details: {
            type: "kintsugi_tax",
            old: { tax: data.estimate.charged },
            new: { tax: data.estimate.calculated },
          },
        },
      ]),
    })
    updateOrderTaxLinesWorkflow.runAsStep({
      input: { order_id: input.order_id },
    })
    assertChargedStep(estimate)
    confirmOrderEditRequestWorkflow.runAsStep({
      input: { order_id: input.order_id, confirmed_by: input.by },
    })
    when({ refund }, ({ refund }) => refund !== null).then(() => {
      refundPaymentWorkflow.runAsStep({
        input: transform({ input, refund }, ({ input, refund }) => ({
          payment_id: refund?.payment_id ?? "",
          amount: refund?.amount,
          refund_reason_id: refund?.refund_reason_id,
          note: NOTE,
          created_by: input.by,
        })),
      })
    })
    releaseLockStep({ key, ownerId })
    return new WorkflowResponse(estimate)
  }
)
