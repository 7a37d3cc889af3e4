import { Alert, Badge, Switch, Table, Text, toast } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { TaxedCountry } from "../../kintsugi/answers"
import {
  useChangeTaxProvider,
  useTaxRegions,
} from "../../kintsugi/settings-api"
import { errorMessage } from "../../kintsugi/sdk"
import {
  compareNames,
  formatCountry,
  formatPercent,
} from "../../kintsugi/format"
import { Loaded } from "../loaded"
import { AmountCell, AmountHeader } from "../amount-cells"
import { Scrolling } from "../scrolling"
import { Section } from "../section"

/** Medusa's own tax provider, which every store has. */
const SYSTEM = "tp_system"

/** The tax provider of each country, with a switch. */
export const TaxRegionsSection = () => {
  const { t } = useTranslation("kintsugi")
  return (
    <Section title={t("taxRegions.title")} subtitle={t("taxRegions.subtitle")}>
      <Loaded query={useTaxRegions()}>
        {({ countries, kintsugi_provider_id }) => (
          <>
            {!kintsugi_provider_id && (
              <div className="px-6 py-4">
                <Alert variant="warning">
                  {t("taxRegions.providerNotRegistered")}
                </Alert>
              </div>
            )}
            {countries.length ? (
              <Countries
                countries={countries}
                kintsugiProviderId={kintsugi_provider_id}
              />
            ) : (
              <Text size="small" className="text-ui-fg-subtle px-6 py-4">
                {t("taxRegions.noCountries")}
              </Text>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

type CountriesProps = {
  countries: TaxedCountry[]
  /** Null if the provider is not registered. */
  kintsugiProviderId: string | null
}

const Countries = ({ countries, kintsugiProviderId }: CountriesProps) => {
  const { t } = useTranslation("kintsugi")
  const changeProvider = useChangeTaxProvider()
  const switchProvider = (country: TaxedCountry, toKintsugi: boolean) =>
    changeProvider.mutate(
      {
        country,
        provider: toKintsugi ? (kintsugiProviderId ?? SYSTEM) : SYSTEM,
      },
      {
        onSuccess: () =>
          toast.success(
            t(
              toKintsugi
                ? "taxRegions.switchedToKintsugi"
                : "taxRegions.switchedToMedusa",
              { country: country.name }
            )
          ),
        onError: (error) => toast.error(errorMessage(error)),
      }
    )
  const named = countries
    .map((country) => ({
      ...country,
      name: formatCountry(country.country_code, country.name),
    }))
    .sort((a, b) => compareNames(a.name, b.name))
  return (
    <Scrolling label={t("taxRegions.title")}>
      <Table>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("taxRegions.country")}</Table.HeaderCell>
            <Table.HeaderCell>{t("taxRegions.provider")}</Table.HeaderCell>
            <AmountHeader>{t("taxRegions.defaultRate")}</AmountHeader>
            <Table.HeaderCell>{t("taxRegions.kintsugi")}</Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {named.map((country) => (
            <Table.Row key={country.country_code}>
              <Table.Cell>
                <div
                  className="flex flex-wrap items-center gap-x-2 gap-y-1 py-2"
                  style={{ minWidth: 140 }}
                >
                  {country.name}
                  {country.warnings.map((warning) => (
                    // A badge has a fixed height, and its text may have two lines.
                    <Badge
                      key={warning}
                      size="2xsmall"
                      color="orange"
                      style={{ height: "auto" }}
                    >
                      {t(`taxRegions.warnings.${warning}`, {
                        defaultValue: warning,
                      })}
                    </Badge>
                  ))}
                </div>
              </Table.Cell>
              <Table.Cell>{formatProvider(country, t)}</Table.Cell>
              <AmountCell>
                {country.default_rate === null
                  ? t("common.noValue")
                  : formatPercent(country.default_rate)}
              </AmountCell>
              <Table.Cell>
                <Switch
                  size="small"
                  aria-label={t("taxRegions.switchToKintsugi", {
                    country: country.name,
                  })}
                  checked={country.is_kintsugi}
                  disabled={!kintsugiProviderId || changeProvider.isPending}
                  onCheckedChange={(checked) =>
                    switchProvider(country, checked)
                  }
                />
              </Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </Scrolling>
  )
}

const formatProvider = (
  { tax_region_id, is_kintsugi, provider_id }: TaxedCountry,
  t: Translate
): string => {
  if (!tax_region_id) {
    return t("taxRegions.notTaxed")
  }
  if (is_kintsugi) {
    return t("taxRegions.kintsugi")
  }
  return !provider_id || provider_id === SYSTEM
    ? t("taxRegions.medusa")
    : provider_id
}
