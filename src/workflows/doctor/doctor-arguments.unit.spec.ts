import { parseDoctorArguments, scriptArguments } from "./doctor-arguments"

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
    [["write"], { write: true }],
    [
      ["--write", "--this-is-a-test-organization", "--apply"],
      { write: true, isTestOrganization: true, apply: true },
    ],
    [
      ["write", "this-is-a-test-organization", "report", "report.md"],
      { write: true, isTestOrganization: true, report: "report.md" },
    ],
    [["--report", "report.md"], { report: "report.md" }],
    [["report", "write", "apply"], { report: "write", apply: true }],
    [["--report=report.md", "--help"], { report: "report.md", help: true }],
  ])("reads %j", (args, values) => {
    expect(parseDoctorArguments(args)).toEqual({ ...NOTHING, ...values })
  })

  it.each([[["--wrote"]], [["now"]], [["--report"]], [["--write=no"]]])(
    "refuses %j, and shows the usage",
    (args) => {
      expect(() => parseDoctorArguments(args)).toThrow(
        /Usage: npx medusa exec .*doctor\.js/
      )
    }
  )
})

describe("scriptArguments", () => {
  it.each([
    [["write"], ["node", "medusa", "exec", "doctor.js", "write"], ["write"]],
    [
      [],
      ["node", "medusa", "exec", "doctor.js", "--", "--report", "a.md"],
      ["--report", "a.md"],
    ],
    [[], ["node", "medusa", "exec", "doctor.js"], []],
  ])(
    "takes what Medusa passes on, and what follows --: %j",
    (args, argv, all) => {
      expect(scriptArguments(args, argv)).toEqual(all)
    }
  )
})
