import { keepPreviousData } from "@tanstack/react-query"
import type { ExemptGroupLine } from "../../workflows/exemptions/exempt-groups"
import type {
  ExemptionRegister,
  ShownRegisterLine,
} from "../../workflows/exemptions/exemption-register"
import { download } from "./download"
import { useRead } from "./request"

export type RegisterLine = ShownRegisterLine
export type ExemptGroup = Omit<ExemptGroupLine, "since">

/** Which exemptions the register shows, as the route takes it. */
export type RegisterFilter = {
  q?: string
  state?: "current" | "ended" | "all"
  ends_within?: number
  without_certificate?: true
}

type Register = Omit<ExemptionRegister, "next"> & { next: string | null }

/** @param after - what `next` of the page before was */
export const useExemptionRegister = (
  filter: RegisterFilter,
  after: string | undefined
) =>
  useRead<Register>(
    ["exemptions", filter, after],
    "/exemptions",
    { ...filter, after },
    { placeholderData: keepPreviousData }
  )

export const downloadExemptions = (filter: RegisterFilter): Promise<void> =>
  download("/exemptions/export", "exemptions.csv", filter)

/** How many exempt groups a page shows. */
export const GROUPS_PER_PAGE = 20

export const useExemptGroups = (page: number) =>
  useRead<{ customer_group_taxes: ExemptGroup[]; count: number }>(
    ["exempt-groups", page],
    "/customer-groups",
    { limit: GROUPS_PER_PAGE, offset: page * GROUPS_PER_PAGE },
    { placeholderData: keepPreviousData }
  )
