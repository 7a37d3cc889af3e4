import { Trash } from "@medusajs/icons"
import {
  Alert,
  Button,
  IconButton,
  Select,
  Table,
  Text,
  toast,
  usePrompt,
} from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { CategoryPair, Rule } from "../../kintsugi/answers"
import {
  useAddRule,
  useDeleteRule,
  useProductCategories,
  useProductsOfRule,
  useReferences,
  useRules,
} from "../../kintsugi/products-api"
import { formatCount } from "../../kintsugi/format"
import { errorMessage } from "../../kintsugi/sdk"
import { FormFooter } from "../form-footer"
import { CategoryCombobox } from "../category-combobox"
import { Field } from "../field"
import { Loaded } from "../loaded"
import { Scrolling } from "../scrolling"
import { Section } from "../section"

const KINDS = ["category", "collection", "product_type", "tag"] as const

/** Rules that classify all products of a category, collection, type or tag. */
export const RulesSection = () => {
  const { t } = useTranslation("kintsugi")
  return (
    <Section title={t("rules.title")} subtitle={t("rules.subtitle")}>
      <NewRule />
      <Loaded query={useRules()}>
        {({ classification_rules: rules }) =>
          rules.length ? (
            <RulesTable rules={rules} />
          ) : (
            <Text size="small" className="text-ui-fg-subtle px-6 py-4">
              {t("rules.none")}
            </Text>
          )
        }
      </Loaded>
    </Section>
  )
}

type ListedRule = Rule & {
  /** How many products it decides on. */
  products?: number
}

const RulesTable = ({ rules }: { rules: ListedRule[] }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Scrolling label={t("rules.title")}>
      <Table className="min-w-[36rem]">
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("rules.kind")}</Table.HeaderCell>
            <Table.HeaderCell>{t("rules.reference")}</Table.HeaderCell>
            <Table.HeaderCell>{t("rules.taxedAs")}</Table.HeaderCell>
            <Table.HeaderCell className="text-right">
              {t("rules.products")}
            </Table.HeaderCell>
            <Table.HeaderCell>
              <span className="sr-only">{t("rules.delete")}</span>
            </Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} />
          ))}
        </Table.Body>
      </Table>
    </Scrolling>
  )
}

const RuleRow = ({ rule }: { rule: ListedRule }) => {
  const { t } = useTranslation("kintsugi")
  const prompt = usePrompt()
  const remove = useDeleteRule()
  const references = useReferences(rule.kind)
  const reference = references.data?.find(({ id }) => id === rule.reference_id)
  const confirmAndDelete = async () => {
    const isConfirmed = await prompt({
      title: t("rules.deletePrompt.title"),
      description: rule.products
        ? t("rules.deletePrompt.catching", { count: rule.products })
        : t("rules.deletePrompt.text"),
      confirmText: t("rules.deletePrompt.confirm"),
      cancelText: t("common.cancel"),
    })
    if (isConfirmed) {
      remove.mutate(rule.id, {
        onSuccess: () => toast.success(t("rules.deleted")),
        onError: (error) => toast.error(errorMessage(error)),
      })
    }
  }
  return (
    <Table.Row>
      <Table.Cell>
        {t(`rules.kinds.${rule.kind}`, { defaultValue: rule.kind })}
      </Table.Cell>
      <Table.Cell>
        {reference?.name ??
          (references.isPending
            ? t("common.loading")
            : t("rules.deletedReference", { id: rule.reference_id }))}
      </Table.Cell>
      <Table.Cell>
        {rule.category} / {rule.subcategory}
      </Table.Cell>
      <Table.Cell className="text-right tabular-nums">
        {rule.products === undefined
          ? t("common.noValue")
          : formatCount(rule.products)}
      </Table.Cell>
      <Table.Cell className="text-right">
        <IconButton
          size="small"
          variant="transparent"
          aria-label={t("rules.deleteRule", { name: reference?.name ?? "" })}
          isLoading={remove.isPending}
          onClick={confirmAndDelete}
        >
          <Trash />
        </IconButton>
      </Table.Cell>
    </Table.Row>
  )
}

const NewRule = () => {
  const { t } = useTranslation("kintsugi")
  const [kind, setKind] = useState("category")
  const [reference, setReference] = useState("")
  const [pair, setPair] = useState<CategoryPair | null>(null)
  const references = useReferences(kind)
  const caught = useProductsOfRule(kind, reference)
  const rules = useRules()
  const replaced = rules.data?.classification_rules.find(
    (rule) => rule.kind === kind && rule.reference_id === reference
  )
  const categories = useProductCategories()
  const add = useAddRule()
  const submit = () =>
    pair &&
    add.mutate(
      { kind, reference_id: reference, ...pair },
      {
        onSuccess: () => {
          setReference("")
          setPair(null)
          toast.success(t("rules.added"))
        },
      }
    )
  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <div className="grid grid-cols-1 gap-4 md:grid-cols-3">
        <Field label={t("rules.kind")}>
          {(ids) => (
            <Select
              size="small"
              value={kind}
              onValueChange={(value) => {
                setKind(value)
                setReference("")
              }}
            >
              <Select.Trigger {...ids} aria-label={t("rules.kind")}>
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                {KINDS.map((value) => (
                  <Select.Item key={value} value={value}>
                    {t(`rules.kinds.${value}`)}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
          )}
        </Field>
        <Field label={t("rules.reference")}>
          {(ids) => (
            <Select
              size="small"
              value={reference}
              onValueChange={setReference}
              disabled={!references.data?.length}
            >
              <Select.Trigger {...ids} aria-label={t("rules.reference")}>
                <Select.Value placeholder={t("rules.chooseReference")} />
              </Select.Trigger>
              <Select.Content>
                {(references.data ?? []).map(({ id, name }) => (
                  <Select.Item key={id} value={id}>
                    {name}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
          )}
        </Field>
        <Field label={t("categories.label")}>
          {(ids) => (
            <CategoryCombobox {...ids} value={pair} onChange={setPair} />
          )}
        </Field>
      </div>
      {reference && (
        <div className="flex flex-col gap-y-2" role="status">
          {caught.data && (
            <Text size="small">
              {t("rules.willCatch", { count: caught.data.products })}
            </Text>
          )}
          {replaced && (
            <Alert variant="warning">
              {t("rules.replaces", {
                category: replaced.category,
                subcategory: replaced.subcategory,
              })}
            </Alert>
          )}
        </div>
      )}
      <FormFooter error={add.error}>
        <Button
          size="small"
          variant="secondary"
          disabled={!pair || !reference || categories.isError}
          isLoading={add.isPending}
          onClick={submit}
        >
          {replaced ? t("rules.replace") : t("rules.add")}
        </Button>
      </FormFooter>
    </div>
  )
}
