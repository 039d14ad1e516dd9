import { isFit, judge, PROFILES, type Profile } from "../../src/ceremony/doctor.ts";
import { gather } from "../../src/ceremony/facts.ts";
import { RELEASED, softwareOf } from "../../src/ceremony/software.ts";
import { BaseError } from "../../src/errors.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { doctorText } from "../ui/doctor.ts";

/** Looks at the machine: fails unless it is fit for what is to be done on it. */
export default answering(async (options: Spoken & { keys: string; profile: string }) => {
  const profile = readProfile(options.profile);
  const facts = await gather(options.keys, { notBefore: RELEASED });
  const checks = judge(facts, profile);
  const software = await softwareOf();
  const fit = isFit(checks, profile);
  const failure = new BaseError({
    code: "Doctor.NotFit",
    message: `this machine is not fit for "${profile}"`,
    fix: "do what stands beside each check that is not ok, or take another machine",
    details: { failed: checks.filter(({ verdict }) => verdict !== "ok").map(({ id }) => id) },
  });
  return {
    json: { profile, fit, checks, software, facts: { ...facts, coreLimit: String(facts.coreLimit) } },
    text: doctorText(profile, checks, software),
    ...(fit ? {} : { failure }),
  };
});

function readProfile(text: string): Profile {
  const profile = PROFILES.find((one) => one === text);
  if (profile !== undefined) return profile;
  throw new BaseError({
    code: "Task.BadProfile",
    message: `there is no profile "${text}"`,
    fix: `use one of ${PROFILES.join(", ")}`,
  });
}
