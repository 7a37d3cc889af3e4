import { TEXTS } from "../../kintsugi/texts"

/** The source of a classification, in words. */
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
