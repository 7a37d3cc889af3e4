import { Alert, Button } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { ExemptionRegister } from "../../../workflows/exemptions/exemption-register"
import type { RegisterView } from "./register-filters"

type Props = {
  counts: ExemptionRegister["counts"]
  onShow: (view: RegisterView) => void
}

/** What of the register needs someone's attention, with a way to it. */
export const RegisterReminders = ({ counts, onShow }: Props) => {
  const { t } = useTranslation("kintsugi")
  const {
    ends_within_30_days: ending,
    without_certificate: withoutCertificate,
  } = counts
  return ending || withoutCertificate ? (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      {ending > 0 && (
        <Alert variant="warning">
          <span className="flex flex-wrap items-center gap-2">
            {t("register.ending", { count: ending })}
            <Button
              size="small"
              variant="secondary"
              onClick={() => onShow("ends30")}
            >
              {t("register.show")}
            </Button>
          </span>
        </Alert>
      )}
      {withoutCertificate > 0 && (
        <Alert variant="info">
          <span className="flex flex-wrap items-center gap-2">
            {t("register.withoutCertificate", { count: withoutCertificate })}
            <Button
              size="small"
              variant="secondary"
              onClick={() => onShow("withoutCertificate")}
            >
              {t("register.show")}
            </Button>
          </span>
        </Alert>
      )}
    </div>
  ) : null
}
