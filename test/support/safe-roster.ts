import { keccak256, toBytes } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { connect } from "../../src/chain/client.ts";
import { parse } from "../../src/charter/parse.ts";
import type { Charter } from "../../src/charter/schema.ts";
import * as File from "../../src/safe/file.ts";
import { type People, peopleOfCharter } from "../../src/safe/people.ts";
import type { Ground } from "../../src/safe/roster/diff.ts";
import type { Possession } from "../../src/safe/roster/possession.ts";
import * as Proof from "../../src/safe/roster/possession.ts";
import { typedData } from "../../src/safe/transaction.ts";
import type { Signer } from "../../src/signer/signer.ts";
import type { TestChain } from "./chain.ts";
import type { TestSafe } from "./safe.ts";

const NAMES = ["ada", "bob", "cyd", "dot", "eli"] as const;
type Name = (typeof NAMES)[number];

/** The account of a key of {@link CHARTER}, by its label. */
export function keyOf(label: string): PrivateKeyAccount {
  return privateKeyToAccount(keccak256(toBytes(`safe check ${label}`)));
}

const key = (label: string, index: number, owner: string, role = "approver") =>
  `  - { label: ${label}, index: ${index}, owner: ${owner}, kind: EOA, address: "${keyOf(label).address}", roles: [${role}], expires: 2099-01-01 }`;

const person = (name: Name) => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** Five people with a key each, and Eli with a second one. */
export const CHARTER: Charter = parse(`version: 1
name: Roster
chain: { id: 31337, signing-window: 3 days, suspension: 7 days, deploy-before: 2098-01-01 }
guardian-cooldown: 22 days
people:
${NAMES.map((name, id) => `  - { id: ${id}, name: ${person(name)} }`).join("\n")}
  - { id: 5, name: Tess }
keys:
${NAMES.map((name, index) => key(name, index, person(name))).join("\n")}
${key("eli-two", 5, "Eli")}
${key("tess", 6, "Tess", "tester")}
tiers:
  - { number: 0, name: constitution, approvals: 2, delay: 48h, grace: 7 days, counts: [approver] }
contracts: { vault: "0x00000000000000000000000000000000000000a1" }
`).charter;

/** People by the charter alone. */
export const PEOPLE: People = peopleOfCharter(CHARTER, Math.floor(Date.now() / 1000));

/** Chains by the names that the test's `safes.yaml` gives them. */
export function groundOf(chains: Readonly<Record<string, TestChain>>, people: People = PEOPLE): Ground {
  return {
    people,
    charter: CHARTER,
    nodes: async (rpc, chainId) => {
      const chain = chains[rpc];
      if (chain === undefined) throw new Error(`no chain ${rpc}`);
      return connect(chain.provider, { chainId, pollingInterval: 10 });
    },
  };
}

export type Wanted = {
  readonly name: string;
  readonly safe: TestSafe;
  readonly rpc: string;
  readonly owners: readonly string[];
  readonly threshold: number;
};

/** `safes.yaml` for these Safes. */
export function safesYaml(safes: readonly Wanted[]): string {
  const entries = safes.map(
    ({ name, safe, rpc, owners, threshold }) =>
      `  - { name: ${name}, chain: ${safe.chain.chainId}, address: "${safe.address}", rpc: ${rpc}, owners: [${owners.map((owner) => `"${owner}"`).join(", ")}], threshold: ${threshold} }`,
  );
  return `version: 1\nsafes:\n${entries.join("\n")}\n`;
}

/** Signs with a key that lies in no keystore. */
export function signerOf(account: PrivateKeyAccount): Signer {
  return {
    signerBytes: account.address,
    describe: () => ({ label: "test", kind: "EOA", custody: "keystore", address: account.address }),
    signTypedData: (typed) => account.signTypedData(typed as never),
  };
}

/** A proof by `label`'s key that it is held, good for a day. */
export async function proofOf(label: string, { chain, address: safe }: TestSafe): Promise<Possession> {
  const deadline = (await chain.now()) + 86_400;
  const account = keyOf(label);
  return Proof.prove(signerOf(account), account.address, { chainId: chain.chainId, safe, deadline });
}

/** The file with signatures by these keys. */
export async function signedBy(file: File.SafeFile, accounts: readonly PrivateKeyAccount[]) {
  const signatures = await Promise.all(
    accounts.map(async (account) => ({
      owner: account.address,
      kind: "typed" as const,
      signature: await account.signTypedData(typedData(file.domain, file.transaction) as never),
    })),
  );
  return File.withSignatures(file, signatures);
}
