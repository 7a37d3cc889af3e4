import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Container, Heading, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { BehaviorSection } from "../../../components/settings/behavior"
import { CollectionSection } from "../../../components/settings/collection"
import { ConnectionSection } from "../../../components/settings/connection"
import { DoctorSection } from "../../../components/settings/doctor"
import { HealthSection } from "../../../components/settings/health"
import { TaxRegionsSection } from "../../../components/settings/tax-regions"
import { TrialSection } from "../../../components/settings/trial"

/** Settings → Kintsugi. */
const KintsugiSettingsPage = () => {
  const { t } = useTranslation("kintsugi")
  return (
    <div className="flex flex-col gap-y-3">
      <Container className="px-6 py-4">
        <Heading>{t("settings.title")}</Heading>
        <Text size="small" className="text-ui-fg-subtle">
          {t("settings.subtitle")}
        </Text>
      </Container>
      <ConnectionSection />
      <TaxRegionsSection />
      <CollectionSection />
      <BehaviorSection />
      <TrialSection />
      <HealthSection />
      <DoctorSection />
    </div>
  )
}

export const config = defineRouteConfig({
  label: "menu.settings",
  translationNs: "kintsugi",
})

export default KintsugiSettingsPage
