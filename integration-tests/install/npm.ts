import { run } from "./program"

/** Runs npm in a folder, with the npm that runs the tests. */
export const npm = (folder: string, args: string[]): Promise<string> =>
  run(folder, [npmScript(), ...args])

const npmScript = (): string =>
  process.env.npm_execpath ?? require.resolve("npm/bin/npm-cli.js")
