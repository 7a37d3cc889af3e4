import js from "@eslint/js"
import globals from "globals"
import tseslint from "typescript-eslint"

export default tseslint.config(
  { ignores: [".medusa/", ".cache/", "**/.medusa/", "**/.cache/", "**/*.tgz"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx", "**/*.mts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          "./tsconfig.check.json",
          "./src/admin/tsconfig.json",
          "./demo/shop-page/browser/tsconfig.json",
          "./examples/storefront/tsconfig.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
      // Projects differ in how they type what an index finds.
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true },
      ],
      // Medusa's types promise more than its database holds: checks stay.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // `[...text]` is meant to split a text into code points.
      "@typescript-eslint/no-misused-spread": "off",
      // React ignores what a handler returns; React Query reports its failure.
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false, properties: false } },
      ],
      // An interface of Medusa's may ask for a promise where none is needed.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    // Answers of a server are read as they come: each test says what it expects.
    files: [
      "**/*.spec.ts",
      "{bench,demo,integration-tests,scripts}/**/*.{ts,tsx,mts}",
    ],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/unbound-method": "off",
      // What a test prints or compares as text shows in its own result.
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
      // A spy's calls may hold other types than its method declares.
      "@typescript-eslint/no-unnecessary-type-conversion": "off",
      // A server's handler that fails ends the test as an unhandled rejection.
      "@typescript-eslint/no-misused-promises": [
        "error",
        {
          checksVoidReturn: {
            arguments: false,
            attributes: false,
            properties: false,
          },
        },
      ],
    },
  },
  {
    files: ["**/*.mjs", "**/*.js", "**/*.cjs"],
    languageOptions: { globals: globals.node },
  }
)
