import type { Translate } from "../../i18n/translate"

/** The source of a classification, in words. */
export const formatSource = (
  { from, kind = from }: { from: string; kind?: string },
  t: Translate
): string =>
  t([`classification.sources.${kind}`, `classification.sources.${from}`], {
    defaultValue: from,
  })
