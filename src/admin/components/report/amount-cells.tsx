import { Table } from "@medusajs/ui"
import type { ReactNode } from "react"

/** A column of amounts, whose digits are below each other. */
export const AmountHeader = ({ children }: { children: ReactNode }) => (
  <Table.HeaderCell className="whitespace-nowrap text-right">
    {children}
  </Table.HeaderCell>
)

/** An amount in such a column. */
export const AmountCell = ({ children }: { children: ReactNode }) => (
  <Table.Cell className="whitespace-nowrap text-right tabular-nums">
    {children}
  </Table.Cell>
)

/** Lets a wide table scroll by itself, also by keyboard. */
export const ScrollArea = ({
  label,
  children,
}: {
  label: string
  children: ReactNode
}) => (
  <div
    className="focus-visible:shadow-borders-focus overflow-x-auto outline-none"
    role="group"
    aria-label={label}
    // A region that scrolls must be reachable by keyboard.
    tabIndex={0}
  >
    {children}
  </div>
)
