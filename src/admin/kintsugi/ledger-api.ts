import { keepPreviousData } from "@tanstack/react-query"
import type {
  Backfill,
  DismissedFinding,
  OrderLedger,
  Reconciliation,
  Transaction,
} from "./answers"
import { download } from "./download"
import { ROOT, post, useRead, useWrite } from "./request"
import { sdk } from "./sdk"

/** How often data that changes on the server is refetched, in ms. */
const REFETCH_MS = { soon: 2_000, running: 1_000, occasionally: 15_000 }

/** Whether its state will soon change without the merchant's action. */
const isInProgress = ({ state, blocked_by }: Transaction): boolean =>
  state === "sending" || (state === "waiting" && !blocked_by)

const refetchDelay = (transactions: Transaction[] | undefined): number =>
  transactions?.some(isInProgress) ? REFETCH_MS.soon : REFETCH_MS.occasionally

/** Which records are listed or downloaded. */
export type RecordFilter = {
  q?: string
  state?: string[]
  type?: string
  not_answered?: true
  /** Days in the shop's time zone, `YYYY-MM-DD`, both included. */
  from?: string
  to?: string
}

export const useTransactions = (
  page: RecordFilter & { limit: number; offset: number }
) =>
  useRead<{ transactions: Transaction[]; count: number; time_zone: string }>(
    ["transactions", page],
    "/transactions",
    page,
    {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) => refetchDelay(state.data?.transactions),
    }
  )

/** Saves a CSV of all records that the filter lists. */
export const downloadTransactions = (filter: RecordFilter): Promise<void> =>
  download("/transactions/export", "tax-records.csv", filter)

export const useOrderLedger = (orderId: string) =>
  useRead<OrderLedger>(["order", orderId], `/orders/${orderId}`, undefined, {
    refetchInterval: ({ state }) => refetchDelay(state.data?.transactions),
  })

export const useRetry = () =>
  useWrite(
    async (id: string) =>
      (
        await post<{ transaction: Transaction }>(
          `/transactions/${id}/retry`,
          {}
        )
      ).transaction
  )

export const useRetryAll = () =>
  useWrite(() => post<{ count: number }>("/transactions/retry", {}))

export const useBackfill = () =>
  useRead<{ backfill: Backfill | null }>(["backfill"], "/backfill", undefined, {
    refetchInterval: ({ state }) =>
      state.data?.backfill?.state === "running"
        ? REFETCH_MS.running
        : REFETCH_MS.occasionally,
  })

export const useStartBackfill = () =>
  useWrite((range: { from?: string; to?: string }) => post("/backfill", range))

export const useReconciliation = () =>
  useRead<{ reconciliation: Reconciliation | null }>(
    ["reconciliation"],
    "/reconciliation",
    undefined,
    {
      refetchInterval: ({ state }) =>
        state.data?.reconciliation?.state === "running"
          ? REFETCH_MS.soon
          : false,
    }
  )

export const useReconcile = () =>
  useWrite((repairs: { repair?: boolean; take_over?: boolean }) =>
    post<{ reconciliation: Reconciliation }>("/reconciliation", repairs)
  )

export const useDismissedFindings = (page: { limit: number; offset: number }) =>
  useRead<{ dismissed_findings: DismissedFinding[]; count: number }>(
    ["dismissed-findings", page],
    "/dismissed-findings",
    page,
    { placeholderData: keepPreviousData }
  )

export const useDismissFinding = () =>
  useWrite((dismissal: { finding_id: string; note: string }) =>
    post("/dismissed-findings", dismissal)
  )

export const useTakeBackDismissal = () =>
  useWrite((id: string) =>
    sdk.client.fetch(`${ROOT}/dismissed-findings/${id}`, { method: "DELETE" })
  )
