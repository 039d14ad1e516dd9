import { proxyVersion } from "../proxies.ts";
import { type Finding, ok } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** What is known to be wrong with each version, from Safe's own changelog. */
const FAULTS: Readonly<Record<string, readonly string[]>> = {
  "1.3.0": [
    "takes any address for a guard, without asking it (a wrong one locks the Safe)",
    "can be set as its own fallback handler, which lets anybody act as the Safe",
    "does not tie the hash to the data where contracts sign",
    "getModulesPaginated leaves modules out",
    "has no module guard",
  ],
  "1.4.1": ["has no module guard: what modules do, no guard sees"],
};

/** Proxy, singleton and version: whether the code is Safe's own, and which. */
export function checkRelease({ state, proxyHash }: Subject): Finding[] {
  return [checkProxy(state.address, proxyHash), checkSingleton(state), checkVersion(state)];
}

function checkProxy(address: string, codeHash: Subject["proxyHash"]): Finding {
  const version = proxyVersion(codeHash);
  if (version !== undefined)
    return ok("proxy", `the proxy is Safe's own, of ${version}`, { codeHash, version });
  return {
    check: "proxy",
    severity: "critical",
    found: "the code at this address is no proxy of Safe's, whatever it answers",
    fix: `move everything to a new Safe; until then treat ${address} as somebody else's contract`,
    evidence: { codeHash },
  };
}

function checkSingleton({ singleton, release, version }: Subject["state"]): Finding {
  const evidence = { singleton, release: release?.contract ?? null, version };
  const isSafe = release !== null && ["Safe", "SafeL2"].includes(release.contract);
  if (isSafe && release.version === version) {
    const at = release.address === singleton ? "" : ", deployed elsewhere than usual";
    return ok("singleton", `it runs ${release.contract} ${version}, by its code${at}`, evidence);
  }
  return {
    check: "singleton",
    severity: "critical",
    found: `it runs code at ${singleton} that Safe never released; it only says that it is ${version}`,
    fix: "do not sign anything with it; find out who changed the singleton, and move what can be moved to a new Safe",
    evidence,
  };
}

function checkVersion({ version }: Subject["state"]): Finding {
  const faults = FAULTS[version];
  if (faults === undefined) return ok("version", `${version} is the newest version`, { version });
  return {
    check: "version",
    severity: version === "1.3.0" ? "medium" : "low",
    found: `version ${version} ${faults.join("; it ")}`,
    fix: "migrate to 1.5.0 with Safe's own SafeMigration, by a proposal of the Safe",
    evidence: { version, faults },
  };
}
