import { isAddressEqual } from "viem";
import type { Account } from "../account.ts";
import { type KnownModule, safesModule, zodiacModule } from "../modules.ts";
import { hasModuleGuard } from "../state.ts";
import { type Finding, ok } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** Each module and what it may do, and whether anything looks at it. */
export function checkModules(subject: Subject): Finding[] {
  const { state, modules } = subject;
  if (modules.length === 0)
    return [ok("module", "no modules: nothing is done without the owners' signatures")];
  return [...modules.map((module) => checkModule(subject, module)), ...checkModuleGuard(subject, state)];
}

function checkModule(subject: Subject, module: Account): Finding {
  const { state, people, guarding } = subject;
  const { address } = module;
  const evidence = { module: address, kind: module.kind, ...codeOf(module) };
  const disable = `hardhat safe create ${state.address} --disable-module ${address}`;
  if (module.kind === "account" || module.kind === "delegated") {
    return {
      check: "module",
      severity: "critical",
      subject: address,
      found: "the module is an account, no contract: whoever has its key does anything with the Safe, alone",
      fix: `${disable}, at once`,
      evidence,
    };
  }
  const conclave = people?.conclave ?? null;
  if (conclave !== null && conclave.chainId === state.chainId && isAddressEqual(conclave.address, address))
    return ok("module", "the Conclave: what it does has been through its tiers", evidence, address);
  const tier = guarding?.modules.get(address);
  if (tier !== undefined)
    return ok(
      "module",
      `the guard's module for tier ${tier} of the Conclave`,
      { ...evidence, tier },
      address,
    );
  const known = knownModule(state.chainId, module);
  const isTrusted = guarding?.trusted.some((one) => isAddressEqual(one, address)) ?? false;
  const details = { ...evidence, name: known?.name ?? null, trusted: isTrusted };
  if (known !== undefined) {
    return {
      check: "module",
      severity: "low",
      subject: address,
      found: `${known.name}: it ${known.power}`,
      fix: `look at whom it lists; if it is not needed: ${disable}`,
      evidence: details,
    };
  }
  return {
    check: "module",
    severity: isTrusted ? "medium" : "critical",
    subject: address,
    found: isTrusted
      ? "an unknown module that the Safe trusts under its guard: it makes calls to others without announcement"
      : "an unknown module: it can do anything with the Safe, also replace its owners and code, without a signature",
    fix: `find out what it is; if nobody can say: ${disable}`,
    evidence: details,
  };
}

function codeOf(module: Account): Readonly<Record<string, unknown>> {
  if (module.kind === "clone") return { codeHash: module.codeHash, cloneOf: module.of };
  return "codeHash" in module ? { codeHash: module.codeHash } : {};
}

function knownModule(chainId: number, module: Account): KnownModule | undefined {
  return module.kind === "clone" ? zodiacModule(module.of) : safesModule(chainId, module.address);
}

function checkModuleGuard({ moduleGuard, guarding }: Subject, state: Subject["state"]): Finding[] {
  const { address, version } = state;
  const about = { check: "module-guard", evidence: { version, moduleGuard: state.moduleGuard } } as const;
  if (!hasModuleGuard(version)) {
    return [
      {
        ...about,
        severity: "medium",
        found: `a Safe of ${version} has no module guard: its modules pass any guard by`,
        fix: "migrate to 1.5.0, or disable the modules",
      },
    ];
  }
  if (moduleGuard === null) {
    return [
      {
        ...about,
        severity: "medium",
        found: "no module guard is set: nothing looks at what modules do",
        fix: `hardhat safe create ${address} --module-guard <the ConclaveGuard>`,
      },
    ];
  }
  if (guarding !== null && isAddressEqual(guarding.guard, moduleGuard.address))
    return [ok("module-guard", "the ConclaveGuard looks at modules too", about.evidence)];
  return [
    {
      ...about,
      severity: "high",
      found:
        "the module guard is a contract that is not known: it can refuse what modules do, or wave it through",
      fix: `find out what it is, or set the ConclaveGuard: hardhat safe create ${address} --module-guard 0x…`,
    },
  ];
}
