import { zodResolver } from "@hookform/resolvers/zod"
import { Alert, Button, Input, toast, usePrompt } from "@medusajs/ui"
import { useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { z } from "zod"
import type { Settings } from "../../kintsugi/answers"
import { say } from "../../kintsugi/say"
import {
  useConnectionTest,
  useRemoveCredentials,
  useSaveSettings,
  useSettings,
} from "../../kintsugi/settings-api"
import { errorMessage } from "../../kintsugi/sdk"
import { Field } from "../field"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { KeyExpiry } from "./key-expiry"
import { LastChanged } from "./last-changed"
import { ConnectionStatusBadge } from "./status"

/** The credentials: write-only, checked before they are saved. */
export const ConnectionSection = () => {
  const { t } = useTranslation("kintsugi")
  const settings = useSettings()
  return (
    <Section
      title={t("connection.title")}
      subtitle={t("connection.subtitle")}
      aside={<ConnectionStatusBadge />}
    >
      <Loaded query={settings}>
        {(loaded) => (
          <>
            <CredentialsInUse settings={loaded} />
            <ConnectionForm
              key={`${loaded.source} ${loaded.organization_id}`}
              settings={loaded}
            />
            {loaded.source !== "none" && (
              <KeyExpiry
                key={loaded.behavior.api_key_expires_on.value}
                expiry={loaded.behavior.api_key_expires_on}
              />
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

const CredentialsInUse = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation("kintsugi")
  const { source, api_key, organization_id, credentials_changed } = settings
  const rows = [
    [t("connection.source"), t(`connection.sources.${source}`)],
    [t("connection.apiKey"), api_key ?? t("common.noValue")],
    [t("connection.organizationId"), organization_id ?? t("common.noValue")],
  ]
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      {settings.is_key_unreadable && (
        <Alert variant="error" role="alert">
          {t("connection.keyUnreadable")}
        </Alert>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="txt-compact-small-plus text-ui-fg-subtle">{name}</dt>
            <dd className="txt-compact-small text-ui-fg-base break-all">
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <LastChanged change={credentials_changed} />
    </div>
  )
}

const ConnectionForm = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation("kintsugi")
  const isSaved = settings.source === "admin"
  const canKeepKey = isSaved && !settings.is_key_unreadable
  const save = useSaveSettings()
  const connectionTest = useConnectionTest()
  const form = useForm({
    resolver: zodResolver(
      z.object({
        api_key: canKeepKey
          ? z.string().trim()
          : z.string().trim().min(1, t("common.required")),
        organization_id: z.string().trim().min(1, t("common.required")),
      })
    ),
    defaultValues: {
      api_key: "",
      organization_id: settings.organization_id ?? "",
    },
  })
  const { errors } = form.formState

  const submit = form.handleSubmit(async ({ api_key, organization_id }) => {
    try {
      await save.mutateAsync({
        ...(api_key && { api_key }),
        organization_id,
      })
      form.reset({ api_key: "", organization_id })
      toast.success(t("common.saved"))
    } catch {
      // The mutation's error is shown below.
    }
  })
  const testConnection = () => {
    const { api_key, organization_id } = form.getValues()
    save.reset()
    connectionTest.mutate({
      ...(api_key.trim() && { api_key: api_key.trim() }),
      ...((form.formState.isDirty || api_key) &&
        organization_id.trim() && { organization_id: organization_id.trim() }),
    })
  }

  return (
    <form
      onSubmit={submit}
      noValidate
      className="flex flex-col gap-y-4 px-6 py-4"
    >
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <Field
          label={t("connection.apiKey")}
          hint={
            canKeepKey
              ? t("connection.savedApiKeyHint")
              : t("connection.apiKeyHint")
          }
          error={errors.api_key?.message}
        >
          {(ids) => (
            <Input
              {...ids}
              {...form.register("api_key")}
              type="password"
              size="small"
              autoComplete="off"
              aria-invalid={Boolean(errors.api_key)}
              placeholder={canKeepKey ? (settings.api_key ?? "") : ""}
            />
          )}
        </Field>
        <Field
          label={t("connection.organizationId")}
          hint={t("connection.organizationIdHint")}
          error={errors.organization_id?.message}
        >
          {(ids) => (
            <Input
              {...ids}
              {...form.register("organization_id")}
              size="small"
              autoComplete="off"
              aria-invalid={Boolean(errors.organization_id)}
            />
          )}
        </Field>
      </div>
      <div aria-live="polite">
        {save.isError && (
          <Alert variant="error">{errorMessage(save.error)}</Alert>
        )}
        {connectionTest.isError && (
          <Alert variant="error">{errorMessage(connectionTest.error)}</Alert>
        )}
        {connectionTest.data && !save.isError && (
          <Alert variant={connectionTest.data.connected ? "success" : "error"}>
            {say(connectionTest.data.message)}
          </Alert>
        )}
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {isSaved && <RemoveButton settings={settings} />}
        <Button
          type="button"
          size="small"
          variant="secondary"
          isLoading={connectionTest.isPending}
          onClick={testConnection}
        >
          {t("connection.test")}
        </Button>
        <Button
          type="submit"
          size="small"
          isLoading={save.isPending}
          onClick={() => connectionTest.reset()}
        >
          {t("connection.save")}
        </Button>
      </div>
    </form>
  )
}

const RemoveButton = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation("kintsugi")
  const prompt = usePrompt()
  const remove = useRemoveCredentials()
  const confirmAndRemove = async () => {
    const isSure = await prompt({
      title: t("connection.removePrompt.title"),
      description: settings.options.api_key
        ? t("connection.removePrompt.optionsRemain")
        : t("connection.removePrompt.nothingRemains"),
      confirmText: t("connection.remove"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      remove.mutate(undefined, {
        onSuccess: () => toast.success(t("connection.removed")),
        onError: (error) => toast.error(errorMessage(error)),
      })
    }
  }
  return (
    <Button
      type="button"
      size="small"
      variant="danger"
      isLoading={remove.isPending}
      onClick={confirmAndRemove}
    >
      {t("connection.remove")}
    </Button>
  )
}
