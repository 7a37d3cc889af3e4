import { zodResolver } from "@hookform/resolvers/zod"
import {
  Alert,
  Button,
  Input,
  StatusBadge,
  toast,
  usePrompt,
} from "@medusajs/ui"
import { useForm } from "react-hook-form"
import { z } from "zod"
import {
  type Settings,
  useConnectionTest,
  useRemoveCredentials,
  useSaveSettings,
  useSettings,
} from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"
import { Field } from "../field"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { Changed } from "./changed"

const texts = TEXTS.connection

/** The credentials: write-only, checked before they are saved. */
export const ConnectionSection = () => {
  const settings = useSettings()
  return (
    <Section
      title={texts.title}
      subtitle={texts.subtitle}
      aside={settings.data && <ConnectionBadge settings={settings.data} />}
    >
      <Loaded query={settings}>
        {(loaded) => (
          <>
            <CredentialsInUse settings={loaded} />
            <ConnectionForm
              key={`${loaded.source} ${loaded.organization_id}`}
              settings={loaded}
            />
          </>
        )}
      </Loaded>
    </Section>
  )
}

const ConnectionBadge = ({ settings }: { settings: Settings }) => {
  if (settings.is_key_unreadable) {
    return <StatusBadge color="red">{texts.enterAgain}</StatusBadge>
  }
  return settings.problem ? (
    <StatusBadge color="orange">{texts.notConfigured}</StatusBadge>
  ) : (
    <StatusBadge color="green">{texts.configured}</StatusBadge>
  )
}

const CredentialsInUse = ({ settings }: { settings: Settings }) => {
  const { source, api_key, organization_id, credentials_changed } = settings
  const rows = [
    [texts.inForce, texts.sources[source]],
    [texts.apiKey, api_key ?? TEXTS.none],
    [texts.organizationId, organization_id ?? TEXTS.none],
  ]
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      {settings.is_key_unreadable && (
        <Alert variant="error" role="alert">
          {texts.unreadable}
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
      <Changed change={credentials_changed} />
    </div>
  )
}

const ConnectionForm = ({ settings }: { settings: Settings }) => {
  const isSaved = settings.source === "admin"
  const mayKeepKey = isSaved && !settings.is_key_unreadable
  const save = useSaveSettings()
  const test = useConnectionTest()
  const form = useForm({
    resolver: zodResolver(
      z.object({
        api_key: mayKeepKey
          ? z.string().trim()
          : z.string().trim().min(1, texts.required),
        organization_id: z.string().trim().min(1, texts.required),
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
      toast.success(TEXTS.saved)
    } catch {
      // The mutation's error is shown below.
    }
  })
  const testNow = () => {
    const { api_key, organization_id } = form.getValues()
    save.reset()
    test.mutate({
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
          label={texts.apiKey}
          hint={mayKeepKey ? texts.apiKeyHint : texts.apiKeyHintFirst}
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
              placeholder={mayKeepKey ? (settings.api_key ?? "") : ""}
            />
          )}
        </Field>
        <Field
          label={texts.organizationId}
          hint={texts.organizationIdHint}
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
        {test.isError && (
          <Alert variant="error">{errorMessage(test.error)}</Alert>
        )}
        {test.data && !save.isError && (
          <Alert variant={test.data.connected ? "success" : "error"}>
            {test.data.message}
          </Alert>
        )}
      </div>
      <div className="flex items-center justify-end gap-x-2">
        {isSaved && <RemoveButton settings={settings} />}
        <Button
          type="button"
          size="small"
          variant="secondary"
          isLoading={test.isPending}
          onClick={testNow}
        >
          {texts.test}
        </Button>
        <Button
          type="submit"
          size="small"
          isLoading={save.isPending}
          onClick={() => test.reset()}
        >
          {texts.save}
        </Button>
      </div>
    </form>
  )
}

const RemoveButton = ({ settings }: { settings: Settings }) => {
  const prompt = usePrompt()
  const remove = useRemoveCredentials()
  const confirmAndRemove = async () => {
    const isSure = await prompt({
      title: texts.removeTitle,
      description: settings.options.api_key
        ? texts.removeToOptions
        : texts.removeToNothing,
      confirmText: texts.remove,
      cancelText: TEXTS.cancel,
    })
    if (isSure) {
      remove.mutate(undefined, {
        onSuccess: () => toast.success(texts.removed),
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
      {texts.remove}
    </Button>
  )
}
