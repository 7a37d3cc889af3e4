import { TEXTS } from "../../kintsugi/texts"

/** Where a classification comes from, in words. */
export const sourceName = ({
  from,
  kind,
}: {
  from: string
  kind?: string
}): string => {
  const { sources } = TEXTS.product
  return sources[kind ?? from] ?? sources[from] ?? from
}
