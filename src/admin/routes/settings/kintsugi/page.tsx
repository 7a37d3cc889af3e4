import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Container, Heading, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { PageTabs } from "../../../components/page-tabs"
import { AlertSettingsSection } from "../../../components/alerts/alert-settings"
import { BehaviorSection } from "../../../components/settings/behavior"
import { CollectionSection } from "../../../components/settings/collection"
import { ConnectionSection } from "../../../components/settings/connection"
import { DoctorSection } from "../../../components/settings/doctor"
import { HealthSection } from "../../../components/settings/health"
import { StatusCard } from "../../../components/settings/status"
import { TaxRegionsSection } from "../../../components/settings/tax-regions"
import { TrialSection } from "../../../components/settings/trial"

/** Settings → Kintsugi: the status, and a tab for each kind of setting. */
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
      <StatusCard />
      <PageTabs
        label={t("settings.tabs.label")}
        tabs={[
          {
            value: "overview",
            label: t("settings.tabs.overview"),
            content: (
              <>
                <HealthSection />
                <DoctorSection />
              </>
            ),
          },
          {
            value: "connection",
            label: t("settings.tabs.connection"),
            content: <ConnectionSection />,
          },
          {
            value: "regions",
            label: t("settings.tabs.regions"),
            content: (
              <>
                <TaxRegionsSection />
                <CollectionSection />
              </>
            ),
          },
          {
            value: "behavior",
            label: t("settings.tabs.behavior"),
            content: (
              <>
                <BehaviorSection />
                <AlertSettingsSection />
              </>
            ),
          },
          {
            value: "trial",
            label: t("settings.tabs.trial"),
            content: <TrialSection />,
          },
        ]}
      />
    </div>
  )
}

export const config = defineRouteConfig({
  label: "menu.settings",
  translationNs: "kintsugi",
})

export default KintsugiSettingsPage
