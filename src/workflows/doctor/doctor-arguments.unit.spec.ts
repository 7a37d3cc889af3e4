import { parseDoctorArguments } from "./doctor-arguments"

const NOTHING = {
  write: false,
  isTestOrganization: false,
  apply: false,
  report: undefined,
  help: false,
}

describe("parseDoctorArguments", () => {
  it.each([
    [[], {}],
    [["--write"], { write: true }],
    [
      ["--write", "--this-is-a-test-organization", "--apply"],
      { write: true, isTestOrganization: true, apply: true },
    ],
    [["--report", "report.md"], { report: "report.md" }],
    [["--report=report.md", "--help"], { report: "report.md", help: true }],
  ])("reads %j", (args, values) => {
    expect(parseDoctorArguments(args)).toEqual({ ...NOTHING, ...values })
  })

  it.each([[["--wrote"]], [["write"]], [["--report"]], [["--write=no"]]])(
    "refuses %j, and shows the usage",
    (args) => {
      expect(() => parseDoctorArguments(args)).toThrow(
        /Usage: npx medusa exec .*doctor\.js/
      )
    }
  )
})
