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
import {
  type Pair,
  type Rule,
  useAddRule,
  useDeleteRule,
  useReferences,
  useRules,
} from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"
import { CategoryCombobox } from "../category-combobox"
import { Field } from "../field"
import { Loaded } from "../loaded"
import { Section } from "../section"

const texts = TEXTS.classification

/** Rules that classify all products of a category, collection, type or tag. */
export const RulesSection = () => (
  <Section title={texts.rules} subtitle={texts.rulesSubtitle}>
    <NewRule />
    <Loaded query={useRules()}>
      {({ classification_rules: rules }) =>
        rules.length ? (
          <RulesTable rules={rules} />
        ) : (
          <Text size="small" className="text-ui-fg-subtle px-6 py-4">
            {texts.noRules}
          </Text>
        )
      }
    </Loaded>
  </Section>
)

const RulesTable = ({ rules }: { rules: Rule[] }) => (
  <Table>
    <Table.Header>
      <Table.Row>
        <Table.HeaderCell>{texts.kind}</Table.HeaderCell>
        <Table.HeaderCell>{texts.reference}</Table.HeaderCell>
        <Table.HeaderCell>{texts.taxedAs}</Table.HeaderCell>
        <Table.HeaderCell>
          <span className="sr-only">{texts.deleteRule}</span>
        </Table.HeaderCell>
      </Table.Row>
    </Table.Header>
    <Table.Body>
      {rules.map((rule) => (
        <RuleRow key={rule.id} rule={rule} />
      ))}
    </Table.Body>
  </Table>
)

const RuleRow = ({ rule }: { rule: Rule }) => {
  const prompt = usePrompt()
  const remove = useDeleteRule()
  const references = useReferences(rule.kind)
  const reference = references.data?.find(({ id }) => id === rule.reference_id)
  const confirmAndDelete = async () => {
    const isSure = await prompt({
      title: texts.deleteRuleTitle,
      description: texts.deleteRuleText,
      confirmText: texts.delete,
      cancelText: TEXTS.cancel,
    })
    if (isSure) {
      remove.mutate(rule.id, {
        onSuccess: () => toast.success(texts.ruleDeleted),
        onError: (error) => toast.error(errorMessage(error)),
      })
    }
  }
  return (
    <Table.Row>
      <Table.Cell>{texts.kinds[rule.kind] ?? rule.kind}</Table.Cell>
      <Table.Cell>
        {reference?.name ??
          (references.isPending ? "…" : `${rule.reference_id} ${texts.gone}`)}
      </Table.Cell>
      <Table.Cell>
        {rule.category} / {rule.subcategory}
      </Table.Cell>
      <Table.Cell className="text-right">
        <IconButton
          size="small"
          variant="transparent"
          aria-label={`${texts.deleteRule} ${reference?.name ?? ""}`}
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
  const [kind, setKind] = useState("category")
  const [reference, setReference] = useState("")
  const [pair, setPair] = useState<Pair | null>(null)
  const references = useReferences(kind)
  const add = useAddRule()
  const submit = () =>
    pair &&
    add.mutate(
      { kind, reference_id: reference, ...pair },
      {
        onSuccess: () => {
          setReference("")
          setPair(null)
          toast.success(texts.ruleAdded)
        },
      }
    )
  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <div className="grid grid-cols-1 gap-4 md:grid-cols-3">
        <Field label={texts.kind}>
          {(ids) => (
            <Select
              size="small"
              value={kind}
              onValueChange={(value) => {
                setKind(value)
                setReference("")
              }}
            >
              <Select.Trigger {...ids} aria-label={texts.kind}>
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                {Object.entries(texts.kinds).map(([value, name]) => (
                  <Select.Item key={value} value={value}>
                    {name}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
          )}
        </Field>
        <Field label={texts.reference}>
          {(ids) => (
            <Select
              size="small"
              value={reference}
              onValueChange={setReference}
              disabled={!references.data?.length}
            >
              <Select.Trigger {...ids} aria-label={texts.reference}>
                <Select.Value placeholder={texts.chooseReference} />
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
        <Field label={TEXTS.categories.label}>
          {(ids) => (
            <CategoryCombobox {...ids} value={pair} onChange={setPair} />
          )}
        </Field>
      </div>
      {add.isError && (
        <Alert variant="error" role="alert">
          {errorMessage(add.error)}
        </Alert>
      )}
      <div className="flex justify-end">
        <Button
          size="small"
          variant="secondary"
          disabled={!pair || !reference}
          isLoading={add.isPending}
          onClick={submit}
        >
          {texts.addRule}
        </Button>
      </div>
    </div>
  )
}
