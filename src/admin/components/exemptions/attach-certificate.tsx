import { Button, Drawer, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useAttachCertificate } from "../../kintsugi/customer-api"
import { Failure } from "../failure"
import { DrawerFooter } from "../drawer-footer"
import { DrawerHeader } from "../drawer-header"
import { CertificateField } from "./certificate-field"

type Props = {
  customerId: string
  /** Kintsugi's id. */
  exemptionId: string
  /** Where the exemption applies, in words. */
  place: string
}

/** The button and drawer for sending a certificate of an exemption. */
export const AttachCertificate = ({
  customerId,
  exemptionId,
  place,
}: Props) => {
  const { t } = useTranslation("kintsugi")
  const [isOpen, setOpen] = useState(false)
  const [file, setFile] = useState<File>()
  const attach = useAttachCertificate(customerId)
  const title = t("exemptions.attachCertificateTo", { place })
  const changeOpen = (isNowOpen: boolean) => {
    setOpen(isNowOpen)
    setFile(undefined)
    attach.reset()
  }
  return (
    <Drawer open={isOpen} onOpenChange={changeOpen}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="transparent" aria-label={title}>
          {t("exemptions.attachCertificate")}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content aria-describedby={undefined}>
        <DrawerHeader>
          <Drawer.Title>{title}</Drawer.Title>
        </DrawerHeader>
        <Drawer.Body className="flex flex-col gap-y-4">
          <Failure error={attach.error} />
          <CertificateField
            hint={t("exemptions.certificateHint")}
            file={file}
            onChange={setFile}
          />
        </Drawer.Body>
        <DrawerFooter>
          <Button
            size="small"
            disabled={!file}
            isLoading={attach.isPending}
            onClick={() =>
              file &&
              attach.mutate(
                { exemptionId, file },
                {
                  onSuccess: () => {
                    toast.success(t("exemptions.certificateAttached"))
                    changeOpen(false)
                  },
                }
              )
            }
          >
            {t("exemptions.sendCertificate")}
          </Button>
        </DrawerFooter>
      </Drawer.Content>
    </Drawer>
  )
}
