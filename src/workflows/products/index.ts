export { productCategories } from "./check-categories"
export {
  deleteClassificationRuleWorkflow,
  setClassificationRuleWorkflow,
} from "./classification-rules"
export {
  PRODUCT_CLASSIFIED,
  classifyProductsWorkflow,
} from "./classify-products"
export { classificationCsv } from "./classification-csv"
export {
  importClassifications,
  previewClassificationImport,
} from "./import-classifications"
export { countProductsOfRules } from "./rule-reach"
export { listClassifications, readClassification } from "./read-classification"
export { syncCatalogToKintsugiWorkflow } from "./sync-products"
