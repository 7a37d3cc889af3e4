import { transform } from "@medusajs/framework/workflows-sdk"
import { newLockOwner } from "../../modules/kintsugi/locks"

/**
 * In a workflow: an owner of its locks, another one for each run. A lock without
 * an owner, like those of Medusa's own workflows, could not be distinguished from
 * theirs if the process dies, see `deleteExpiredLocks`.
 */
export const lockOwnerOfRun = () => transform({}, () => newLockOwner())
