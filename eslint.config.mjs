import js from "@eslint/js"
import globals from "globals"
import tseslint from "typescript-eslint"

export default tseslint.config(
  { ignores: [".medusa/", ".cache/", "**/.medusa/", "**/.cache/", "**/*.tgz"] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
    },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: { globals: globals.node },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["src/tax/**/*.ts"],
    ignores: ["**/*.spec.ts"],
    rules: onlyImports([
      "../kintsugi",
      "../providers",
      "../modules",
      "../workflows",
    ]),
  },
  {
    files: ["src/kintsugi/**/*.ts"],
    ignores: ["**/*.spec.ts"],
    rules: onlyImports([
      "../tax",
      "../providers",
      "../modules",
      "../workflows",
    ]),
  }
)

/** Arrows between the rooms go one way: tax and kintsugi know no other room. */
function onlyImports(forbidden) {
  return {
    "no-restricted-imports": [
      "error",
      {
        patterns: forbidden.map((room) => ({
          group: ["", "../"].flatMap((up) => [
            `${up}${room}`,
            `${up}${room}/**`,
          ]),
        })),
      },
    ],
  }
}
