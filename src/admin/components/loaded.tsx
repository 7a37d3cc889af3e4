import { Alert, Button, Skeleton } from "@medusajs/ui"
import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { errorMessage } from "../kintsugi/sdk"

type Props<T> = {
  query: UseQueryResult<T>
  children: (data: T) => ReactNode
}

/** Shows the data, a placeholder while it loads, or an error with a retry. */
export const Loaded = <T,>({ query, children }: Props<T>) => {
  const { t } = useTranslation("kintsugi")
  if (query.data !== undefined) {
    return <>{children(query.data)}</>
  }
  if (query.isError) {
    return (
      <div className="flex flex-col items-start gap-y-3 px-6 py-4">
        <Alert variant="error" role="alert">
          {t("common.loadFailedBecause", {
            problem: errorMessage(query.error),
          })}
        </Alert>
        <Button
          size="small"
          variant="secondary"
          onClick={() => query.refetch()}
        >
          {t("common.retry")}
        </Button>
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4" aria-busy="true">
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-5 w-3/5" />
    </div>
  )
}
