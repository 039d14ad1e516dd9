import { isAddressEqual } from "viem";
import { byCodeHash } from "../deployments.ts";
import { type Finding, ok } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** The fallback handler, and what it makes of signed messages. */
export function checkHandler({ state, handler, guarding }: Subject): Finding[] {
  const set = `hardhat safe create ${state.address} --fallback-handler ${guarding?.handler ?? "0x…"}`;
  if (handler === null) {
    const found =
      "no fallback handler: the Safe takes no ERC-721 and ERC-1155 tokens sent safely, and signs no messages (ERC-1271)";
    return [{ check: "handler", severity: "low", found, fix: set, evidence: { handler: null } }];
  }
  const { address } = handler;
  const evidence = { handler: address, kind: handler.kind };
  if (isAddressEqual(address, state.address)) {
    const found = "the Safe is its own fallback handler: anybody can call it as itself, and so take it over";
    return [
      { check: "handler", severity: "critical", subject: address, found, fix: `${set}, at once`, evidence },
    ];
  }
  if (guarding !== null && isAddressEqual(guarding.handler, address)) {
    return [
      ok("handler", "the guard's own handler", evidence, address),
      ok("messages", "messages count only once announced and judged by the guard", evidence, address),
    ];
  }
  const codeHash = "codeHash" in handler ? handler.codeHash : null;
  const release = codeHash === null || handler.kind !== "contract" ? undefined : byCodeHash(codeHash);
  if (release?.contract === "CompatibilityFallbackHandler") {
    const known = { ...evidence, version: release.version };
    const canonical = ok("handler", `Safe's CompatibilityFallbackHandler ${release.version}`, known, address);
    return [canonical, checkMessages(guarding !== null, set, known)];
  }
  return [
    {
      check: "handler",
      severity: "critical",
      subject: address,
      found:
        "a handler that Safe never released: whatever anybody sends to the Safe is passed on to it, in the Safe's name",
      fix: set,
      evidence: { ...evidence, codeHash },
    },
  ];
}

function checkMessages(guarded: boolean, fix: string, evidence: Finding["evidence"]): Finding {
  if (!guarded) {
    return {
      check: "messages",
      severity: "low",
      found: "messages need the threshold of owners alone: no delay, no rules, no record",
      fix: "adopt a ConclaveGuard with its handler (docs/safe-guard.md)",
      evidence,
    };
  }
  return {
    check: "messages",
    severity: "high",
    found: "the guard does not see messages: the owners can still sign permits and orders at once, past it",
    fix,
    evidence,
  };
}
