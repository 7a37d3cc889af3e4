import {
  CheckMini,
  ClockSolidMini,
  ExclamationCircleSolid,
  InformationCircleSolid,
  TriangleUpMini,
} from "@medusajs/icons"
import type { CSSProperties } from "react"
import type { CollectionStatus } from "../../kintsugi/answers"

/** Text and shape identify a status; the color only repeats it. */
export const STATUSES: Record<
  CollectionStatus,
  {
    color: "green" | "blue" | "red" | "orange" | "purple" | "grey"
    Icon?: typeof CheckMini
  }
> = {
  registered: { color: "green", Icon: CheckMini },
  registering: { color: "blue", Icon: ClockSolidMini },
  met: { color: "red", Icon: ExclamationCircleSolid },
  near: { color: "orange", Icon: TriangleUpMini },
  other: { color: "purple", Icon: InformationCircleSolid },
  none: { color: "grey" },
}

/** Medusa's badge colors, light and dark. */
export const tint = (status: CollectionStatus): CSSProperties => {
  const { color } = STATUSES[status]
  const tag = color === "grey" ? "neutral" : color
  return {
    backgroundColor: `var(--tag-${tag}-bg)`,
    border: `1px solid var(--tag-${tag}-border)`,
    color: `var(--tag-${tag}-text)`,
  }
}
