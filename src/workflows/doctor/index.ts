export { examine } from "./run-checks"
export { parseDoctorArguments } from "./doctor-arguments"
export { type DoctorIo, runDoctor } from "./run-doctor"
