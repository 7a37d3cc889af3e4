import { Alert, Badge, Switch, Table, Text, toast } from "@medusajs/ui"
import { type TaxedCountry, useTaxBy, useTaxRegions } from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"
import { Loaded } from "../loaded"
import { Section } from "../section"

const texts = TEXTS.regions

/** Medusa's own tax provider, which every store has. */
const SYSTEM = "tp_system"

/** The tax provider of each country, with a switch. */
export const TaxRegionsSection = () => (
  <Section title={texts.title} subtitle={texts.subtitle}>
    <Loaded query={useTaxRegions()}>
      {({ countries, kintsugi_provider_id }) => (
        <>
          {!kintsugi_provider_id && (
            <div className="px-6 py-4">
              <Alert variant="warning">{texts.notRegistered}</Alert>
            </div>
          )}
          {countries.length ? (
            <Countries countries={countries} kintsugi={kintsugi_provider_id} />
          ) : (
            <Text size="small" className="text-ui-fg-subtle px-6 py-4">
              {texts.empty}
            </Text>
          )}
        </>
      )}
    </Loaded>
  </Section>
)

type CountriesProps = { countries: TaxedCountry[]; kintsugi: string | null }

const Countries = ({ countries, kintsugi }: CountriesProps) => {
  const taxBy = useTaxBy()
  const switchProvider = (country: TaxedCountry, toKintsugi: boolean) =>
    taxBy.mutate(
      { country, provider: toKintsugi ? (kintsugi ?? SYSTEM) : SYSTEM },
      {
        onSuccess: () => toast.success(texts.changed(country.name, toKintsugi)),
        onError: (error) => toast.error(errorMessage(error)),
      }
    )
  return (
    <Table>
      <Table.Header>
        <Table.Row>
          <Table.HeaderCell>{texts.country}</Table.HeaderCell>
          <Table.HeaderCell>{texts.provider}</Table.HeaderCell>
          <Table.HeaderCell>{texts.rate}</Table.HeaderCell>
          <Table.HeaderCell>{texts.onKintsugi}</Table.HeaderCell>
        </Table.Row>
      </Table.Header>
      <Table.Body>
        {countries.map((country) => (
          <Table.Row key={country.country_code}>
            <Table.Cell>
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1 py-2">
                {country.name}
                {country.warnings.map((warning) => (
                  <Badge key={warning} size="2xsmall" color="orange">
                    {texts.warnings[warning] ?? warning}
                  </Badge>
                ))}
              </div>
            </Table.Cell>
            <Table.Cell>{providerName(country)}</Table.Cell>
            <Table.Cell>
              {country.default_rate === null
                ? TEXTS.none
                : `${country.default_rate}%`}
            </Table.Cell>
            <Table.Cell>
              <Switch
                size="small"
                aria-label={texts.switch(country.name)}
                checked={country.is_kintsugi}
                disabled={!kintsugi || taxBy.isPending}
                onCheckedChange={(checked) => switchProvider(country, checked)}
              />
            </Table.Cell>
          </Table.Row>
        ))}
      </Table.Body>
    </Table>
  )
}

const providerName = ({
  tax_region_id,
  is_kintsugi,
  provider_id,
}: TaxedCountry): string => {
  if (!tax_region_id) {
    return texts.noOne
  }
  if (is_kintsugi) {
    return texts.onKintsugi
  }
  return !provider_id || provider_id === SYSTEM ? texts.system : provider_id
}
