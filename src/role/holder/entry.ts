import { join } from "node:path";
import { type Address, isAddressEqual } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { keyState, rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { identity } from "../../charter/roster.ts";
import type { Charter } from "../../charter/schema.ts";
import { roleManagerAbi } from "../../generated/abi.ts";
import { type Measure, measure, slug } from "../respond/measure.ts";
import type { Joining } from "./joining.ts";

export type Standing = {
  readonly label: string;
  readonly index: number;
  readonly listed: boolean;
  readonly inUse: boolean;
};

/** Where a key of somebody who comes stands on one chain. */
export function keyStanding(state: ChainState, charter: Charter, label: string): Standing {
  const roster = rosterOf(state);
  const key = charter.keys.find((one) => one.label === label);
  const index = key?.index ?? -1;
  const entry = roster.keys[index];
  const listed =
    entry != null && (key?.address === undefined || isAddressEqual(identity(entry), key.address));
  return { label, index, listed, inUse: listed && keyState(state, roster, index) !== "Pending" };
}

/** Proof that the key is held: signed beforehand, or by the activation itself. */
export function proof(
  { label, index, inUse }: Standing,
  { person }: Joining,
  chainId: number,
  folder: string,
  proven: readonly number[],
): Measure {
  return measure({
    id: `proof-${slug(label)}-${chainId}`,
    kind: "proof",
    what: `${person.name} proves that key ${label} is held`,
    who: [person.name],
    command: `hardhat charter prove ${label} --charter ${join(folder, "charter.yaml")} --folder ${join(folder, "plan")}`,
    state: inUse || proven.includes(index) ? "done" : "open",
  });
}

/** The key in use, from the amendment on or by its own act. */
export function activation(
  { label, inUse }: Standing,
  { person }: Joining,
  chainId: number,
  waits: readonly string[],
): Measure {
  return measure({
    id: `activate-${slug(label)}-${chainId}`,
    kind: "activate",
    what: `Key ${label} of ${person.name} is in use`,
    words: ["comes with the amendment if the proof does; else by its own act"],
    who: [person.name],
    command: `hardhat key activate ${label}`,
    waits: [...waits],
    state: inUse ? "done" : "open",
  });
}

/** Memberships of roles: granted on-chain, and used once so that both sides know it works. */
export async function accepted(
  connection: Connection,
  charter: Charter,
  { roles, person }: Joining,
  chainId: number,
  activations: readonly Measure[],
): Promise<Measure[]> {
  const manager = charter.chain.roles;
  const found: Measure[] = [];
  for (const { role, key } of roles) {
    const id = charter.roles.find(({ name }) => name === role)?.id;
    const account = charter.keys.find(({ label }) => label === key)?.address;
    const has =
      manager !== undefined && id !== undefined && account !== undefined
        ? await hasRole(connection, manager, id, account)
        : false;
    found.push(
      measure({
        id: `accept-${slug(role)}-${slug(key)}-${chainId}`,
        kind: "accept",
        what: `${person.name} has the role ${role} by key ${key}, and has tried it`,
        words: manager === undefined ? ["the charter names no RoleManager on this chain"] : [],
        who: [person.name],
        waits: activations.map((one) => one.id),
        state: has ? "done" : "open",
      }),
    );
  }
  return found;
}

async function hasRole(
  connection: Connection,
  manager: Address,
  role: bigint,
  account: Address,
): Promise<boolean> {
  const ask = {
    address: manager,
    abi: roleManagerAbi,
    functionName: "hasRole",
    args: [role, account],
  } as const;
  const [member] = await answered(connection, connection.client.readContract(ask));
  return member;
}
