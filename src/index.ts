export { withKintsugi } from "./with-kintsugi"
export type { KintsugiOptions } from "./options"
