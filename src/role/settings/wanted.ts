import type { Address, Hex } from "viem";
import type { Terms } from "../../audit/roles/state.ts";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import { contractAddress } from "../../charter/resolve.ts";
import {
  keyLabelled,
  memberAccount,
  memberHolder,
  memberName,
  roleFunction,
  roleNumber,
} from "../../charter/role-resolve.ts";
import type { CharterMember, CharterRole } from "../../charter/role-schema.ts";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";

/** A member as the charter has it. `key`, `holder`: null as in a grant's word. `until`: null for as long as role and key allow. */
export type WantedMember = {
  readonly account: Address;
  readonly name: string;
  readonly key: number | null;
  readonly holder: number | null;
  readonly delay: number;
  readonly until: number | null;
  /** When its key expires, UNIX seconds; null: never. */
  readonly expires: number | null;
};

export type WantedRole = {
  readonly id: bigint;
  readonly name: string;
  readonly admin: bigint;
  readonly guardian: bigint;
  readonly grantDelay: number;
  readonly terms: Terms;
  readonly conflicts: readonly bigint[];
  readonly members: readonly WantedMember[];
};

export type WantedFunction = {
  readonly target: Address;
  readonly selector: Hex;
  readonly role: bigint;
  readonly name: string;
};

/** How a charter has its RoleManager. */
export type WantedSettings = {
  readonly roles: readonly WantedRole[];
  readonly functions: readonly WantedFunction[];
  readonly declared: ReadonlyMap<Address, number | null>;
  /** What the file calls accounts: `k4 (Eve)`, `vault`. */
  readonly names: ReadonlyMap<Address, string>;
};

/**
 * What the charter, as it holds on one chain, says of the RoleManager there.
 * @throws `Role.MemberUnusable`, `Charter.BadSignature`
 */
export function wantedSettings(charter: Charter): WantedSettings {
  const opened = [
    ...charter.roles.flatMap(({ id, functions }) => functions.map((entry) => ({ id, entry }))),
    ...charter.open.map((entry) => ({ id: PUBLIC, entry })),
  ];
  return {
    roles: charter.roles.map((role) => roleOf(charter, role)),
    functions: opened.map(({ id, entry }) => ({
      ...roleFunction(charter, entry),
      role: id,
      name: `${entry.function ?? entry.selector} of ${entry.target}`,
    })),
    declared: new Map(
      charter.automata.map((one) => [contractAddress(charter, one.contract), memberHolder(charter, one)]),
    ),
    names: namesIn(charter),
  };
}

function roleOf(charter: Charter, role: CharterRole): WantedRole {
  // A charter whose names resolve was read; 0 stands for the Conclave.
  const number = (name: string | undefined) => roleNumber(charter, name) ?? ADMIN;
  const pairs = charter.duties.filter((pair) => pair.includes(role.name));
  return {
    id: role.id,
    name: role.name,
    admin: number(role.admin),
    guardian: number(role.guardian),
    grantDelay: role["grant-delay"],
    terms: {
      term: role.term,
      period: role.review,
      grace: role.grace,
      reviewer: number(role.reviewer),
      critical: role.critical,
      live: role.live,
    },
    conflicts: pairs.map((pair) => number(pair.find((name) => name !== role.name))),
    members: role.members.map((member) => memberOf(charter, role, member)),
  };
}

function memberOf(charter: Charter, role: CharterRole, member: CharterMember): WantedMember {
  const key = member.key === undefined ? null : keyLabelled(charter, member.key);
  const account = memberAccount(charter, member);
  if (account === null) {
    throw new BaseError({
      code: "Role.MemberUnusable",
      message: `${memberName(member)} cannot be a member of ${role.name}: it has no account of its own`,
      fix: "run `hardhat charter check`, and name a key of kind EOA or ERC1271",
      details: { role: role.name, member: memberName(member) },
    });
  }
  return {
    account,
    name: nameOf(key, memberName(member)),
    key: key?.index ?? null,
    holder: memberHolder(charter, member),
    delay: member.delay,
    until: member.until ?? null,
    expires: key?.expires ?? null,
  };
}

function nameOf(key: { readonly label: string; readonly owner: string } | null, name: string): string {
  return key === null ? name : `${key.label} (${key.owner})`;
}

function namesIn({ contracts, keys }: Charter): Map<Address, string> {
  return new Map([
    ...Object.entries(contracts).map(([name, address]) => [address, name] as const),
    ...keys.flatMap((key) => (key.address === undefined ? [] : [[key.address, nameOf(key, "")] as const])),
  ]);
}
