import { Button, Text, toast, usePrompt } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import {
  downloadGroupCertificate,
  useDeleteGroupCertificate,
  useSaveGroupCertificate,
} from "../../kintsugi/customer-api"
import { errorMessage } from "../../kintsugi/sdk"
import { FormFooter } from "../form-footer"
import { CertificateField } from "./certificate-field"

type Props = {
  groupId: string
  /** The file name of the one that is kept; null: none. */
  certificate: string | null
}

/** The certificate of an exempt group, which the store keeps. */
export const GroupCertificate = ({ groupId, certificate }: Props) => {
  const { t } = useTranslation("kintsugi")
  const prompt = usePrompt()
  const [file, setFile] = useState<File>()
  const save = useSaveGroupCertificate(groupId)
  const remove = useDeleteGroupCertificate(groupId)
  const confirmAndRemove = async () => {
    const isConfirmed = await prompt({
      title: t("groupExemption.deletePrompt.title"),
      description: t("groupExemption.deletePrompt.text"),
      confirmText: t("groupExemption.deletePrompt.confirm"),
      cancelText: t("common.cancel"),
    })
    if (isConfirmed) {
      remove.mutate(undefined)
    }
  }
  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      {certificate && (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Text size="small" className="min-w-0 break-words">
            {t("groupExemption.certificateKept", { name: certificate })}
          </Text>
          <div className="flex gap-x-2">
            <Button
              size="small"
              variant="secondary"
              onClick={() =>
                void downloadGroupCertificate(groupId, certificate).catch(
                  (error: unknown) => toast.error(errorMessage(error))
                )
              }
            >
              {t("groupExemption.download")}
            </Button>
            <Button
              size="small"
              variant="transparent"
              isLoading={remove.isPending}
              onClick={() => void confirmAndRemove()}
            >
              {t("groupExemption.deletePrompt.confirm")}
            </Button>
          </div>
        </div>
      )}
      <CertificateField
        hint={t("groupExemption.certificateHint")}
        file={file}
        onChange={setFile}
      />
      <FormFooter error={save.error ?? remove.error}>
        <Button
          size="small"
          variant="secondary"
          disabled={!file}
          isLoading={save.isPending}
          onClick={() =>
            file &&
            save.mutate(file, {
              onSuccess: () => {
                setFile(undefined)
                toast.success(t("groupExemption.certificateSaved"))
              },
            })
          }
        >
          {certificate
            ? t("groupExemption.replaceCertificate")
            : t("groupExemption.saveCertificate")}
        </Button>
      </FormFooter>
    </div>
  )
}
