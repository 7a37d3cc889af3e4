export { productCategories } from "./check-categories"
export {
  deleteClassificationRuleWorkflow,
  setClassificationRuleWorkflow,
} from "./classification-rules"
export {
  PRODUCT_CLASSIFIED,
  classifyProductsWorkflow,
} from "./classify-products"
export { listClassifications, readClassification } from "./read-classification"
export { syncCatalogToKintsugiWorkflow } from "./sync-products"
