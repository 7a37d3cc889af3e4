import {
  Alert,
  Badge,
  Button,
  StatusBadge,
  Table,
  Text,
  toast,
  usePrompt,
} from "@medusajs/ui"
import {
  type Reconciliation,
  useReconcile,
  useReconciliation,
} from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS, day, formatMoment } from "../../kintsugi/texts"
import { Loaded } from "../loaded"
import { PageLink } from "../page-link"
import { Section } from "../section"

const texts = TEXTS.reporting

/** How many findings are listed. */
const LISTED = 50

/** Compares the ledger with Kintsugi. */
export const ReconciliationSection = () => {
  const reconciliation = useReconciliation()
  const reconcile = useReconcile()
  const prompt = usePrompt()
  const run = (repairs: { repair?: boolean; take_over?: boolean }) =>
    reconcile.mutate(repairs, {
      onError: (error) => toast.error(errorMessage(error)),
    })
  const runAndRepair = async () => {
    const isConfirmed = await prompt({
      title: texts.repairTitle,
      description: texts.repairText,
      confirmText: texts.repair,
      cancelText: TEXTS.cancel,
      variant: "confirmation",
    })
    if (isConfirmed) {
      run({ repair: true })
    }
  }
  const runAndTakeOver = async () => {
    const isConfirmed = await prompt({
      title: texts.takeOverTitle,
      description: texts.takeOverText,
      confirmText: texts.takeOver,
      cancelText: TEXTS.cancel,
      variant: "confirmation",
    })
    if (isConfirmed) {
      run({ take_over: true })
    }
  }
  const hasForeignOrders =
    reconciliation.data?.reconciliation?.findings?.items.some(
      ({ kind }) => kind === "reported_to_another_organization"
    )
  const isRepairRequested = reconcile.variables?.repair === true
  const isRepairing =
    isRepairRequested || reconcile.variables?.take_over === true
  return (
    <Section
      title={texts.reconciliation}
      subtitle={texts.reconciliationSubtitle}
      aside={
        <div className="flex shrink-0 items-center gap-x-2">
          <Button
            size="small"
            variant="secondary"
            disabled={reconcile.isPending}
            isLoading={reconcile.isPending && !isRepairing}
            onClick={() => run({})}
          >
            {texts.compare}
          </Button>
          <Button
            size="small"
            variant="secondary"
            disabled={reconcile.isPending}
            isLoading={reconcile.isPending && isRepairRequested}
            onClick={() => void runAndRepair()}
          >
            {texts.repair}
          </Button>
          {hasForeignOrders && (
            <Button
              size="small"
              variant="secondary"
              disabled={reconcile.isPending}
              onClick={() => void runAndTakeOver()}
            >
              {texts.takeOver}
            </Button>
          )}
        </div>
      }
    >
      <Loaded query={reconciliation}>
        {({ reconciliation: latest }) =>
          latest ? (
            <Latest reconciliation={latest} />
          ) : (
            <Text size="small" className="text-ui-fg-subtle px-6 py-4">
              {texts.noReconciliation}
            </Text>
          )
        }
      </Loaded>
    </Section>
  )
}

const Latest = ({
  reconciliation: {
    state,
    message,
    count,
    compared,
    findings,
    from,
    to,
    created_at,
  },
}: {
  reconciliation: Reconciliation
}) => (
  <>
    <div
      className="flex flex-col items-start gap-y-2 px-6 py-4"
      aria-live="polite"
    >
      {state === "running" && (
        <StatusBadge color="blue">{texts.comparing}</StatusBadge>
      )}
      {state === "done" && (
        <StatusBadge color={count ? "orange" : "green"}>
          {count ? texts.differs(count) : texts.agrees}
        </StatusBadge>
      )}
      {state === "failed" && (
        <Alert variant="error">{texts.failed(message ?? "")}</Alert>
      )}
      {compared && (
        <Text size="small">
          {texts.compared(
            compared.orders,
            compared.records,
            compared.transactions
          )}
          {compared.older ? ` ${texts.older(compared.older)}` : ""}
        </Text>
      )}
      <Text size="xsmall" className="text-ui-fg-subtle">
        {texts.lastRun(formatMoment(created_at), day(from), day(to))}
      </Text>
    </div>
    {findings && findings.items.length > 0 && (
      <Findings items={findings.items} />
    )}
  </>
)

const Findings = ({
  items,
}: {
  items: NonNullable<Reconciliation["findings"]>["items"]
}) => (
  <div className="overflow-x-auto">
    <Table>
      <Table.Header>
        <Table.Row>
          <Table.HeaderCell>{texts.finding}</Table.HeaderCell>
          <Table.HeaderCell>{texts.meaning}</Table.HeaderCell>
          <Table.HeaderCell>{texts.concerns}</Table.HeaderCell>
        </Table.Row>
      </Table.Header>
      <Table.Body>
        {items
          .slice(0, LISTED)
          .map(({ kind, external_id, order_id, message }) => (
            <Table.Row key={`${kind} ${external_id} ${message}`}>
              <Table.Cell className="whitespace-nowrap">
                <Badge size="2xsmall" color="orange">
                  {texts.findings[kind] ?? kind}
                </Badge>
              </Table.Cell>
              <Table.Cell className="whitespace-normal py-3">
                {message}
              </Table.Cell>
              <Table.Cell>
                {order_id ? (
                  <PageLink
                    to={`/orders/${order_id}`}
                    aria-label={`${texts.openOrder} ${order_id}`}
                  >
                    {texts.openOrder}
                  </PageLink>
                ) : (
                  external_id
                )}
              </Table.Cell>
            </Table.Row>
          ))}
      </Table.Body>
    </Table>
    {items.length > LISTED && (
      <Text size="small" className="text-ui-fg-subtle px-6 py-4">
        {texts.moreFindings(items.length - LISTED)}
      </Text>
    )}
  </div>
)
