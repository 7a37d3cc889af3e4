import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
  Modules,
} from "@medusajs/framework/utils"
import { createStep } from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"
import { certificateName } from "./certificate-name"
import { isPdf } from "./is-pdf"

type Certificate = {
  /** What a browser saves it as. */
  filename: string
  content: Buffer
}

/**
 * Keeps the certificate of an exempt group in the store's File Module, as a
 * private file, instead of an earlier one. Kintsugi has no groups that it could
 * be attached to: see docs/decisions/0048.
 *
 * @throws MedusaError (invalid_data) if it is not a PDF, (not_found) if the
 * group is not exempt, (unexpected_state) if the store can't keep files
 */
export const saveGroupCertificate = async (
  customerGroupId: string,
  { filename, content }: Certificate,
  container: MedusaContainer
): Promise<void> => {
  if (!isPdf(content)) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "Field 'file' is not a PDF: keep the certificate as a PDF."
    )
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const group = await readExemptGroup(customerGroupId, container)
  const name = certificateName(filename)
  const fileId = await storeFile(content, container)
  try {
    await service.updateKintsugiExemptGroups({
      id: group.id,
      certificate_file_id: fileId,
      certificate_name: name,
    })
  } catch (error) {
    await deleteFile(fileId, container)
    throw error
  }
  if (group.certificate_file_id) {
    await deleteFile(group.certificate_file_id, container)
  }
}

/**
 * The certificate of an exempt group.
 *
 * @throws MedusaError (not_found) if there is none, or the store has lost it
 */
export const readGroupCertificate = async (
  customerGroupId: string,
  container: MedusaContainer
): Promise<Certificate> => {
  const { certificate_file_id, certificate_name } = await readExemptGroup(
    customerGroupId,
    container
  )
  if (!certificate_file_id) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      "This customer group has no certificate."
    )
  }
  try {
    return {
      filename: certificate_name ?? "certificate.pdf",
      content: await container
        .resolve(Modules.FILE)
        .getAsBuffer(certificate_file_id),
    }
  } catch (error) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `The store's file storage can't read this certificate (${safeErrorMessage(error)}). If it was deleted there, attach it again.`
    )
  }
}

/**
 * Deletes the certificate of an exempt group; the exemption stays.
 *
 * @throws MedusaError (not_found) if the group is not exempt
 */
export const deleteGroupCertificate = async (
  customerGroupId: string,
  container: MedusaContainer
): Promise<void> => {
  const { id, certificate_file_id } = await readExemptGroup(
    customerGroupId,
    container
  )
  if (certificate_file_id) {
    await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .updateKintsugiExemptGroups({
        id,
        certificate_file_id: null,
        certificate_name: null,
      })
    await deleteFile(certificate_file_id, container)
  }
}

/** Deletes a certificate's file that no group refers to any more. */
export const deleteCertificateStep = createStep(
  "kintsugi-delete-certificate",
  async (fileId: string | null, { container }) => {
    if (fileId) {
      await deleteFile(fileId, container)
    }
  }
)

/** How many exempt groups are looked up at a time. */
const PAGE = 500

/**
 * Erases the exemptions and certificates of customer groups that the store has
 * deleted: Medusa announces their deletion by no event.
 */
export const eraseDeletedGroups = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  let after: string | undefined = ""
  while (after !== undefined) {
    const rows: {
      id: string
      customer_group_id: string
      certificate_file_id: string | null
    }[] = await service.listKintsugiExemptGroups(
      { id: { $gt: after } },
      { order: { id: "ASC" }, take: PAGE }
    )
    const groups = rows.length
      ? await container
          .resolve(Modules.CUSTOMER)
          .listCustomerGroups(
            { id: rows.map(({ customer_group_id }) => customer_group_id) },
            { select: ["id"], take: PAGE }
          )
      : []
    const existingIds = new Set(groups.map(({ id }) => id))
    const gone = rows.filter(
      ({ customer_group_id }) => !existingIds.has(customer_group_id)
    )
    if (gone.length) {
      await service.deleteKintsugiExemptGroups(gone.map(({ id }) => id))
    }
    for (const { certificate_file_id } of gone) {
      if (certificate_file_id) {
        await deleteFile(certificate_file_id, container)
      }
    }
    after = rows.length === PAGE ? rows.at(-1)?.id : undefined
  }
}

const readExemptGroup = async (
  customerGroupId: string,
  container: MedusaContainer
) => {
  const [group] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiExemptGroups({ customer_group_id: customerGroupId })
  if (!group) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `The customer group ${customerGroupId} is not exempt: mark it as exempt first.`
    )
  }
  return group
}

const storeFile = async (
  content: Buffer,
  container: MedusaContainer
): Promise<string> => {
  try {
    const file = await container.resolve(Modules.FILE).createFiles({
      // Not the merchant's name for it, which may name a customer.
      filename: "exemption-certificate.pdf",
      mimeType: "application/pdf",
      content: content.toString("base64"),
      access: "private",
    })
    return file.id
  } catch (error) {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      `The store's file storage did not take the certificate (${safeErrorMessage(error)}). Check the file provider in medusa-config, then attach it again.`
    )
  }
}

/** A file that stays behind is logged: what referred to it is gone. */
const deleteFile = async (
  fileId: string,
  container: MedusaContainer
): Promise<void> => {
  try {
    await container.resolve(Modules.FILE).deleteFiles(fileId)
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] The certificate ${fileId} could not be deleted from the store's file storage (${safeErrorMessage(error)}). Delete it there.`
      )
  }
}
