import { useState } from "react"
import { useTranslation } from "react-i18next"
import { FileDrop } from "../file-drop"

/** As the server: what Kintsugi accepts. */
const MAX_BYTES = 10 * 1024 * 1024

/** How far from its start a PDF's header may be, in bytes. */
const HEADER_WITHIN = 1024

type Problem = "tooLarge" | "empty" | "notPdf"

const problemOf = async (file: File): Promise<Problem | undefined> => {
  if (!file.size) {
    return "empty"
  }
  if (file.size > MAX_BYTES) {
    return "tooLarge"
  }
  const beginning = await file.slice(0, HEADER_WITHIN).text()
  return beginning.includes("%PDF-") ? undefined : "notPdf"
}

type Props = {
  hint: string
  file: File | undefined
  /** Gets only files that look like a certificate. */
  onChange: (file: File | undefined) => void
}

/** A field for a certificate, which is checked before it is sent. */
export const CertificateField = ({ hint, file, onChange }: Props) => {
  const { t } = useTranslation("kintsugi")
  const [refused, setRefused] = useState<{ problem: Problem; name: string }>()
  const choose = async (chosen: File | undefined) => {
    const problem = chosen && (await problemOf(chosen))
    setRefused(problem && { problem, name: chosen.name })
    onChange(problem ? undefined : chosen)
  }
  return (
    <FileDrop
      label={t("exemptions.certificate")}
      hint={hint}
      accept="application/pdf,.pdf"
      file={file}
      error={
        refused &&
        t(`certificates.problems.${refused.problem}`, { name: refused.name })
      }
      onChange={(chosen) => void choose(chosen)}
    />
  )
}
