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
