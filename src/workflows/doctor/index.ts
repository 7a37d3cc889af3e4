export { examine } from "./run-checks"
export { parseDoctorArguments, scriptArguments } from "./doctor-arguments"
export { type DoctorIo, runDoctor } from "./run-doctor"
