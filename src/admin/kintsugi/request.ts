import {
  type UseQueryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query"
import { sdk } from "./sdk"

/** The path of the plugin's own routes. */
export const ROOT = "/admin/kintsugi"
/** The first part of each query key, for refetching all of them. */
export const KEY = "kintsugi"

/** Data of the plugin's own routes; `key` identifies it among them. */
export const useRead = <T>(
  key: unknown[],
  path: string,
  query?: Record<string, string | string[] | number | true | undefined>,
  options?: Pick<
    UseQueryOptions<T>,
    "enabled" | "placeholderData" | "refetchInterval" | "staleTime"
  >
) =>
  useQuery<T>({
    queryKey: [KEY, ...key],
    queryFn: () => sdk.client.fetch<T>(ROOT + path, { query }),
    retry: false,
    ...options,
  })

/**
 * A write that refetches all of the plugin's data afterwards. It does not wait
 * for that: the new data may remove the button from the page, and the merchant
 * would not see the result.
 */
export const useWrite = <Input, Output = unknown>(
  write: (input: Input) => Promise<Output>
) => {
  const client = useQueryClient()
  return useMutation<Output, Error, Input>({
    mutationFn: write,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [KEY] })
    },
  })
}

export const post = <T>(path: string, body: object): Promise<T> =>
  sdk.client.fetch<T>(ROOT + path, { method: "POST", body })
