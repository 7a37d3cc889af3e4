import { parseArgs } from "node:util"

/** What the script is asked to do. */
export type DoctorArguments = {
  /** Whether to create test records at Kintsugi. */
  write: boolean
  /** Whether somebody has vouched for the organization being one for tests. */
  isTestOrganization: boolean
  /** Whether to set the options that follow, as far as the Admin may. */
  apply: boolean
  /** The file to write the report to. */
  report: string | undefined
  help: boolean
}

export const USAGE = `Usage: npx medusa exec node_modules/medusa-plugin-kintsugi/.medusa/server/src/scripts/doctor.js -- [options]

Goes through all that the plugin relies on. Changes nothing and creates nothing, unless asked to.

  --write        Also create test records at Kintsugi, and archive them: in a test organization only
  --this-is-a-test-organization
                 Don't ask whether it is one
  --apply        Set the options that follow, where the Admin may set them
  --report FILE  Write a report in Markdown, for Kintsugi's certification
  --help         Show this

The exit code is 1 if something failed.`

const OPTIONS = {
  write: { type: "boolean", default: false },
  "this-is-a-test-organization": { type: "boolean", default: false },
  apply: { type: "boolean", default: false },
  report: { type: "string" },
  help: { type: "boolean", default: false },
} as const

/**
 * The script's own arguments. Medusa's command line (2.21) refuses options that
 * it does not know, and passes on nothing that follows a `--`.
 *
 * @param args - what `medusa exec` passes on
 * @param argv - of the process
 */
export const scriptArguments = (args: string[], argv: string[]): string[] => {
  const separator = argv.indexOf("--")
  return separator < 0 ? args : [...args, ...argv.slice(separator + 1)]
}

/**
 * Options may be written without their dashes, as words.
 *
 * @throws Error that says what is wrong, and shows the usage
 */
export const parseDoctorArguments = (args: string[]): DoctorArguments => {
  try {
    const { values } = parseArgs({
      args: args.map((arg, index) =>
        arg in OPTIONS && !/^(--)?report$/.test(args[index - 1] ?? "")
          ? `--${arg}`
          : arg
      ),
      options: OPTIONS,
    })
    return {
      write: values.write,
      isTestOrganization: values["this-is-a-test-organization"],
      apply: values.apply,
      report: values.report,
      help: values.help,
    }
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`, {
      cause: error,
    })
  }
}
