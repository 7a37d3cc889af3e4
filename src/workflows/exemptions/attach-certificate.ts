import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { createOrFind, deadlineFor, toMedusaError } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { logRefusal } from "../log-refusal"
import { certificateName } from "./certificate-name"
import { isPdf } from "./is-pdf"

/** The largest file that Kintsugi accepts: 10 MB. */
export const MAX_CERTIFICATE_BYTES = 10 * 1024 * 1024

/**
 * Passes a certificate of a customer's exemption to Kintsugi. The store keeps
 * no copy.
 *
 * @throws MedusaError (invalid_data) if it is not a PDF of 10 MB at most,
 * (not_found) if the customer has no such exemption
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
      "Field 'file' is not a PDF: Kintsugi accepts certificates only as PDF."
    )
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const client = await service.settings.getClient()
  const { connection } = await service.settings.getEffective()
  try {
    const record = await client.findCustomer(
      customerId,
      deadlineFor("adminCustomer")
    )
    const exemptions = record
      ? await client.listExemptions(record.id, deadlineFor("adminCustomer"))
      : []
    if (!exemptions.some(({ id }) => id === exemptionId)) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `The customer has no exemption ${exemptionId}.`
      )
    }
    const listCertificates = async () =>
      client.listCertificates(exemptionId, deadlineFor("adminCustomer"))
    const knownIds = new Set((await listCertificates()).map(({ id }) => id))
    const sent = await createOrFind({
      send: () =>
        client.attachCertificate(
          exemptionId,
          { filename: certificateName(filename), content },
          deadlineFor("upload")
        ),
      find: async () =>
        (await listCertificates()).find(({ id }) => !knownIds.has(id)),
      isUnique: false,
      ...deadlineFor("adminCustomer"),
    })
    await service.customers.saveCertificateCount(
      customerId,
      connection?.organizationId ?? "",
      exemptionId,
      knownIds.size + 1
    )
    return sent.record
  } catch (error) {
    logRefusal(error, `Sending a certificate of ${exemptionId}`, container)
    throw toMedusaError(error)
  }
}
