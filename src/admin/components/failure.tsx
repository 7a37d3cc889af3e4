import { Alert } from "@medusajs/ui"
import { errorMessage } from "../kintsugi/sdk"

/** Why a request failed, read out by screen readers; nothing if none did. */
export const Failure = ({ error }: { error: Error | null }) =>
  error && (
    <Alert variant="error" role="alert">
      {errorMessage(error)}
    </Alert>
  )
