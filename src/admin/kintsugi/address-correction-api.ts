import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { AddressCorrection, CorrectionEstimate } from "./answers"
import { post, useRead } from "./request"

const pathOf = (orderId: string) => `/orders/${orderId}/address-correction`

export const useAddressCorrection = (orderId: string) =>
  useRead<AddressCorrection>(["address-correction", orderId], pathOf(orderId))

/** Asks Kintsugi: a mutation, since it is only sent on demand. */
export const useCorrectionEstimate = (orderId: string) =>
  useMutation({
    mutationFn: () =>
      post<CorrectionEstimate>(`${pathOf(orderId)}/estimate`, {}),
  })

/** Medusa's own parts of the order's page are refetched, too. */
export const useApplyCorrection = (orderId: string) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (difference: string) =>
      post<CorrectionEstimate>(pathOf(orderId), { difference }),
    onSuccess: () => {
      void client.invalidateQueries()
    },
  })
}
