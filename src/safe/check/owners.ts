import { type Address, isAddressEqual } from "viem";
import type { Account } from "../account.ts";
import { knownAccount } from "../known-accounts.ts";
import { keyAt } from "../people.ts";
import { type Finding, ok } from "./finding.ts";
import type { Subject } from "./subject.ts";

const REPLACE = "replace it: hardhat safe create --swap-owner, or safes.yaml and hardhat safe roster plan";

/** What each owner is: an account, one with delegated code, a contract, or something nobody can sign with. */
export function checkOwners(subject: Subject): Finding[] {
  return subject.owners.flatMap((owner) => [
    ...checkKnown(owner),
    ...checkSelf(subject, owner.address),
    checkCode(subject, owner),
    ...checkUnused(subject, owner),
  ]);
}

function checkKnown({ address }: Account): Finding[] {
  const known = knownAccount(address);
  if (known === undefined) return [];
  const isOpen = known.what === "development";
  return [
    {
      check: "owner-known",
      severity: isOpen ? "critical" : "high",
      subject: address,
      found: `this is ${known.words}${isOpen ? ": anybody can sign with it" : ": it can never sign"}`,
      fix: REPLACE,
      evidence: { known: known.what },
    },
  ];
}

function checkSelf({ state }: Subject, owner: Address): Finding[] {
  const isSelf = isAddressEqual(owner, state.address);
  const isModule = state.modules.some((module) => isAddressEqual(module, owner));
  if (!isSelf && !isModule) return [];
  return [
    {
      check: "owner-self",
      severity: isSelf ? "high" : "critical",
      subject: owner,
      found: isSelf
        ? "the Safe owns itself: one signature too few is asked of people"
        : "this owner is a module too: it acts for the Safe alone",
      fix: isSelf ? REPLACE : `hardhat safe create ${state.address} --disable-module ${owner}`,
      evidence: { safe: state.address, modules: state.modules },
    },
  ];
}

function checkCode(subject: Subject, owner: Account): Finding {
  const { address } = owner;
  const kind = subject.people === null ? undefined : keyAt(subject.people, address)?.kind;
  const about = { check: "owner-code", subject: address } as const;
  switch (owner.kind) {
    case "account":
      if (kind !== "ERC1271")
        return ok("owner-code", "an account without code", { kind: "account" }, address);
      return {
        ...about,
        severity: "high",
        found: "the roster says that this is a contract wallet, and there is no code here: it cannot sign",
        fix: `deploy the wallet on this chain, or ${REPLACE}`,
        evidence: { kind: "account", roster: kind },
      };
    case "delegated":
      return {
        ...about,
        severity: "high",
        found: `the account runs the code of ${owner.delegate} (EIP-7702), which may approve hashes in its name${owner.codeHash === null ? "; no code is there now" : ""}`,
        fix: "have its holder revoke the delegation (authorise the zero address), unless that contract is theirs and known",
        evidence: { kind: "delegated", delegate: owner.delegate, delegateCodeHash: owner.codeHash },
      };
    case "safe":
      return checkNested(owner.safe);
    case "clone":
    case "contract": {
      const of = owner.kind === "clone" ? ` (a clone of ${owner.of})` : "";
      const evidence = {
        kind: owner.kind,
        codeHash: owner.codeHash,
        ...(owner.kind === "clone" ? { of: owner.of } : {}),
      };
      if (kind === "ERC1271")
        return ok(
          "owner-code",
          `a contract wallet${of}, as the roster says`,
          { ...evidence, roster: kind },
          address,
        );
      return {
        ...about,
        severity: kind === "EOA" ? "high" : "medium",
        found: `a contract of unknown kind${of}: it signs (ERC-1271) by whatever its code says${kind === "EOA" ? ", though the roster calls it an account" : ""}`,
        fix: "find out whose it is and who can change its code; enter it into the charter as ERC1271",
        evidence,
      };
    }
  }
}

/** A Safe as owner is as strong as it is itself. */
function checkNested({ address, threshold, owners, version, release }: Subject["state"]): Finding {
  const evidence = { kind: "safe", version, threshold, owners, release: release?.contract ?? null };
  const words = `a Safe ${version}, ${threshold} of ${owners.length}`;
  if (threshold > 1 && release !== null) return ok("owner-code", words, evidence, address);
  return {
    check: "owner-code",
    severity: release === null ? "high" : "medium",
    subject: address,
    found:
      release === null ? `${words}, that runs code Safe never released` : `${words}: one key signs for it`,
    fix: `check it too: hardhat safe check ${address}`,
    evidence,
  };
}

function checkUnused({ activity }: Subject, { address, kind, nonce, balance }: Account): Finding[] {
  if (kind !== "account" || nonce > 0 || activity?.last.has(address)) return [];
  return [
    {
      check: "owner-unused",
      severity: "low",
      subject: address,
      found:
        "the account never sent a transaction and was not seen signing: nothing on this chain shows that anybody holds its key",
      fix: "have it proved: hardhat safe prove, with this key",
      evidence: { nonce, balance },
    },
  ];
}
