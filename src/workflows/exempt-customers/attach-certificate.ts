import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { afterUpload, soon } from "./deadline"
import { certificateName } from "./certificate-name"
import { isPdf } from "./is-pdf"
import { problemFor } from "./kintsugi-problem"

/** What Kintsugi takes at most: 10 MB. */
export const MAX_CERTIFICATE_BYTES = 10 * 1024 * 1024

/**
 * Hands a certificate of a customer's exemption on to Kintsugi. Nothing of it is
 * kept in the store.
 *
 * @throws MedusaError (invalid_data) where it is no PDF of 10 MB at most,
 * (not_found) where the customer has no such exemption
 */
export const attachCertificate = async (
  {
    customerId,
    exemptionId,
    filename,
    content,
  }: {
    customerId: string
    exemptionId: string
    filename: string
    content: Buffer
  },
  container: MedusaContainer
): Promise<{ id: string }> => {
  if (!isPdf(content)) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "Field 'file' is not a PDF: Kintsugi takes certificates as PDF only."
    )
  }
  const client = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .getClient()
  try {
    const record = await client.findCustomer(customerId, { deadline: soon() })
    const exemptions = record
      ? await client.listExemptions(record.id, { deadline: soon() })
      : []
    if (!exemptions.some(({ id }) => id === exemptionId)) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `The customer has no exemption ${exemptionId}.`
      )
    }
    return await client.attachCertificate(
      exemptionId,
      { filename: certificateName(filename), content },
      { deadline: afterUpload() }
    )
  } catch (error) {
    throw problemFor(error)
  }
}
