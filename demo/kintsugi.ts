import { startSandbox } from "../integration-tests/sandbox"
import type { Session } from "../scripts/session"
import { setUpCollection } from "./collection"

/** The Kintsugi that the demo store sends requests to. */
export type Kintsugi = {
  /** What the store's medusa-config reads from the environment. */
  environment: Record<string, string>
  /** Where the sandbox is; absent with the real Kintsugi. */
  sandboxUrl?: string
}

/** The real Kintsugi if the environment has credentials, else the sandbox. */
export const provideKintsugi = async (session: Session): Promise<Kintsugi> => {
  const apiKey = process.env.KINTSUGI_API_KEY
  const organizationId = process.env.KINTSUGI_ORGANIZATION_ID
  if (apiKey && organizationId) {
    console.log(
      "Using the real Kintsugi, as KINTSUGI_API_KEY and KINTSUGI_ORGANIZATION_ID are set"
    )
    // The store inherits the whole environment.
    return { environment: {} }
  }
  if (apiKey || organizationId) {
    throw new Error(
      "Set both KINTSUGI_API_KEY and KINTSUGI_ORGANIZATION_ID to use the real Kintsugi, or neither to use the sandbox."
    )
  }

  const sandbox = await session.step("Starting the Kintsugi sandbox", () =>
    startSandbox()
  )
  session.onEnd(() => sandbox.close())
  setUpCollection(sandbox)
  return {
    environment: {
      KINTSUGI_API_KEY: sandbox.apiKey,
      KINTSUGI_ORGANIZATION_ID: sandbox.organizationId,
      KINTSUGI_BASE_URL: sandbox.url,
    },
    sandboxUrl: sandbox.url,
  }
}
