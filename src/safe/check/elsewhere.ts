import { type Address, isAddressEqual } from "viem";
import { keyAt, type People, type Standing } from "../people.ts";
import { type Finding, ok } from "./finding.ts";
import type { Elsewhere } from "./other-chains.ts";
import type { Subject } from "./subject.ts";

/** The Safe's address on the other chains that were asked. */
export function checkElsewhere(subject: Subject): Finding[] {
  return subject.elsewhere.map((other) => checkOther(subject, other));
}

const NO_SAY: readonly Standing[] = ["retired", "compromised", "suspended", "ended"];

/** First owners who should have no say any more: no owners here now, or by the roster retired, compromised or suspended. */
export function formerOwners(
  setup: readonly Address[],
  now: readonly Address[],
  people: People | null,
): readonly Address[] {
  return setup.filter((owner) => {
    const key = people === null ? undefined : keyAt(people, owner);
    const isEnded = people?.ended.some((one) => isAddressEqual(one, owner)) ?? false;
    return (
      isEnded ||
      (key !== undefined && NO_SAY.includes(key.standing)) ||
      !now.some((one) => isAddressEqual(one, owner))
    );
  });
}

function checkOther(subject: Subject, other: Elsewhere): Finding {
  const { chainId, there } = other;
  const where = `on chain ${chainId}`;
  if (there === "nothing") return checkFree(subject, other, where);
  if (there === "other") {
    return {
      check: "elsewhere",
      severity: "high",
      found: `${where} there is code at this address that is no Safe we know`,
      fix: "send nothing to this address there, and find out who put it there",
      evidence: { chainId },
    };
  }
  const { state, people } = subject;
  const strangers = there.owners.filter((owner) => !state.owners.some((one) => isAddressEqual(one, owner)));
  const missing = state.owners.filter((owner) => !there.owners.some((one) => isAddressEqual(one, owner)));
  const evidence = { chainId, owners: there.owners, threshold: there.threshold, strangers, missing };
  if (strangers.length === 0 && missing.length === 0 && there.threshold === state.threshold)
    return ok("elsewhere", `${where} it has the same owners and threshold`, evidence);
  const former = formerOwners(strangers, state.owners, people);
  return {
    check: "elsewhere",
    severity: former.length >= there.threshold ? "critical" : former.length > 0 ? "high" : "medium",
    found: `${where} ${strangers.length + missing.length} owners differ and the threshold is ${there.threshold}${former.length >= there.threshold ? ": others than the owners here control it" : ""}`,
    fix: "enter both into safes.yaml, and run hardhat safe roster plan; send nothing there until it is done",
    evidence,
  };
}

function checkFree(
  { state, people, history, creation }: Subject,
  { chainId }: Elsewhere,
  where: string,
): Finding {
  const setup = history.known ? history.value.setup : null;
  if (setup === null || creation === null) {
    return {
      check: "elsewhere",
      severity: "unknown",
      found: `${where} nothing is deployed; who could deploy it cannot be told, for its set-up was not found`,
      fix: "ask a node that keeps old states, or begin earlier: --from-block",
      evidence: { chainId },
    };
  }
  const former = formerOwners(setup.owners, state.owners, people);
  const evidence = { chainId, setupOwners: setup.owners, setupThreshold: setup.threshold, former, creation };
  if (creation.repeatable === "here")
    return ok("elsewhere", `${where} nobody can deploy it: its address holds for this chain alone`, evidence);
  if (former.length === 0)
    return ok("elsewhere", `${where} nothing is deployed; its first owners are owners still`, evidence);
  const enough = former.length >= setup.threshold;
  const sure = creation.repeatable === "anywhere";
  const can = sure
    ? "anybody can deploy it"
    : "it may be possible to deploy it (how it was made cannot be told)";
  return {
    check: "elsewhere",
    severity: enough && sure ? "critical" : "high",
    found: `${where} nothing is deployed, and ${can} with its first owners, of whom ${former.length} should have no say any more${enough ? `: enough for its threshold of ${setup.threshold}` : ""}`,
    fix: "send nothing to this address there; deploy it with the same transaction and change its owners in the same breath, while the first owners' keys are at hand",
    evidence,
  };
}
