import { MedusaError } from "@medusajs/framework/utils"
import { retryConflict } from "./retry-conflict"

const conflict = () =>
  new MedusaError(
    MedusaError.Types.INVALID_DATA,
    "Kintsugi tax id with customer_id: cus_1, already exists."
  )

/** A write that fails with these errors, one a call, then succeeds. */
const writeAfter = (...errors: Error[]) => {
  const write = jest.fn<Promise<string>, []>()
  for (const error of errors) {
    write.mockRejectedValueOnce(error)
  }
  return write.mockResolvedValue("written")
}

describe("retryConflict", () => {
  it("a write that succeeds is run once", async () => {
    const write = writeAfter()
    expect(await retryConflict(write)).toBe("written")
    expect(write).toHaveBeenCalledTimes(1)
  })

  it("a write that meets a row created meanwhile is run once more", async () => {
    const write = writeAfter(conflict())
    expect(await retryConflict(write)).toBe("written")
    expect(write).toHaveBeenCalledTimes(2)
  })

  it("a write that conflicts twice fails", async () => {
    await expect(
      retryConflict(writeAfter(conflict(), conflict()))
    ).rejects.toThrow("already exists")
  })

  it.each([
    new Error("Kintsugi tax id with customer_id: cus_1, already exists."),
    new MedusaError(MedusaError.Types.INVALID_DATA, "There is no such tag."),
  ])("a write that fails otherwise is not repeated: %s", async (error) => {
    const write = writeAfter(error)
    await expect(retryConflict(write)).rejects.toBe(error)
    expect(write).toHaveBeenCalledTimes(1)
  })
})
