export { productCategories } from "./check-categories"
export {
  type NewRule,
  deleteClassificationRuleWorkflow,
  setClassificationRuleWorkflow,
} from "./classification-rules"
export {
  categoriesFor,
  classificationsFor,
  syncedCategoriesFor,
} from "./read-classifications"
export {
  PRODUCT_CLASSIFIED,
  type ProductClassification,
  classifyProductsWorkflow,
} from "./classify-products"
export {
  type EffectiveCategory,
  type ListedProduct,
  type ProductClassificationReading,
  listClassifications,
  readClassification,
} from "./read-classification"
export {
  type ProductsToSync,
  type SyncSummary,
  syncCatalogToKintsugiWorkflow,
  syncProductsToKintsugiWorkflow,
} from "./sync-products"
