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

export const USAGE = `Usage: npx medusa exec node_modules/medusa-plugin-kintsugi/.medusa/server/src/scripts/doctor.js [options]

Goes through all that the plugin relies on. Changes nothing and creates nothing, unless asked to.

  --write        Also create test records at Kintsugi, and archive them: in a test organization only
  --this-is-a-test-organization
                 Don't ask whether it is one
  --apply        Set the options that follow, where the Admin may set them
  --report FILE  Write a report in Markdown, for Kintsugi's certification
  --help         Show this

The exit code is 1 if something failed.`

/** @throws Error that says what is wrong, and shows the usage */
export const parseDoctorArguments = (args: string[]): DoctorArguments => {
  try {
    const { values } = parseArgs({
      args,
      options: {
        write: { type: "boolean", default: false },
        "this-is-a-test-organization": { type: "boolean", default: false },
        apply: { type: "boolean", default: false },
        report: { type: "string" },
        help: { type: "boolean", default: false },
      },
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
