import type {
  AuthenticatedMedusaRequest,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import {
  type SettingsChange,
  removeCredentialsWorkflow,
  saveSettingsWorkflow,
  showSettings,
} from "../../../../workflows/settings"
import type { SettingsBody } from "./validators"

/** The settings in effect and where each comes from; never the key. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await showSettings(req.scope))
}

/** Checks settings with Kintsugi and saves them, effective at once. */
export const POST = async (
  req: AuthenticatedMedusaRequest<SettingsBody>,
  res: MedusaResponse
): Promise<void> => {
  await saveSettingsWorkflow(req.scope).run({
    input: {
      settings: req.validatedBody as SettingsChange,
      by: req.auth_context.actor_id,
    },
  })
  res.json(await showSettings(req.scope))
}

/** Deletes the saved credentials: the options' are in effect again. */
export const DELETE = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  await removeCredentialsWorkflow(req.scope).run({
    input: { by: req.auth_context.actor_id },
  })
  res.json(await showSettings(req.scope))
}
