import { Alert, Button, Hint } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { type Explained, useAskAgain } from "../../kintsugi/explanation-api"
import { errorMessage } from "../../kintsugi/sdk"
import { Comparison } from "./comparison"
import { Fold } from "./fold"
import { WhatIfForm } from "./what-if-form"

/** Asks Kintsugi about an order or a cart, as it is today or might be. */
export const AskAgain = ({ explained }: { explained: Explained }) => {
  const { t } = useTranslation("kintsugi")
  const ask = useAskAgain(explained)
  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          size="small"
          variant="secondary"
          isLoading={ask.isPending}
          onClick={() => ask.mutate({})}
        >
          {t("explanation.askAgain")}
        </Button>
        <Hint className="text-ui-fg-subtle">
          {t("explanation.askAgainHint")}
        </Hint>
      </div>
      <Fold title={t("explanation.whatIf")}>
        <WhatIfForm isAsking={ask.isPending} onAsk={ask.mutate} />
      </Fold>
      <div aria-live="polite">
        {ask.isError && (
          <Alert variant="error">{errorMessage(ask.error)}</Alert>
        )}
        {ask.data && !ask.isPending && <Comparison {...ask.data} />}
      </div>
    </div>
  )
}
