import { join } from "node:path";
import type { Address, Hex } from "viem";
import { verifierFor } from "../../src/approval/verify.ts";
import { writeAtomic } from "../../src/files.ts";
import { type SafeCall, transaction } from "../../src/safe/build.ts";
import { execute } from "../../src/safe/execute.ts";
import * as File from "../../src/safe/file.ts";
import * as Announce from "../../src/safe/guard/announce.ts";
import { examine, hash } from "../../src/safe/guard/examine.ts";
import { type Guarded, groundFor, readGuarded } from "../../src/safe/guard/state.ts";
import { chooseTier } from "../../src/safe/guard/tier.ts";
import { sign } from "../../src/safe/signing.ts";
import { readSafe } from "../../src/safe/state.ts";
import type { Desk } from "./change.ts";

/** A desk with the treasury's Safe and the Conclave's guard on it. */
export type Treasury = Desk & { readonly safe: Address; readonly guard: Address };

export function guarded({ network, safe, guard }: Treasury): Promise<Guarded> {
  return readGuarded(network.connection, safe, guard);
}

/** A transaction of the Safe with its next nonce. */
export async function draft(
  { network, safe }: Treasury,
  title: string,
  calls: readonly SafeCall[],
): Promise<File.SafeFile> {
  const state = await readSafe(network.connection, safe);
  return File.create({
    domain: { chainId: state.chainId, verifyingContract: safe },
    version: state.version,
    transaction: await transaction(network.connection, state, calls, state.nonce),
    title,
  });
}

/** Owners sign as they always did; the keystore is opened for each signature. */
export async function signed(
  { keys, teller }: Treasury,
  file: File.SafeFile,
  labels: readonly string[],
): Promise<File.SafeFile> {
  let next = file;
  for (const label of labels) {
    next = await sign(next, await keys.signer(label));
    teller.say(`signed by ${keys.get(label).person} (${label}), an owner`);
  }
  return next;
}

/** A proposer signs the announcement in the cheapest tier that may, a tester what a rehearsal under the guard shows; then anybody sends it. */
export async function announced(
  desk: Treasury,
  file: File.SafeFile,
  proposer: string,
  tester: string,
): Promise<File.SafeFile> {
  const { network, keys, teller } = desk;
  const now = await guarded(desk);
  const tier = chooseTier(await groundFor(network.connection, now, file.transaction), file);
  let next = Announce.begin(file, now, tier);
  const consent = async (act: Announce.Act, label: string, report?: Hex) => {
    const key = Number(label.slice(1));
    const signer = await keys.signer(label);
    const signature = await signer.signTypedData(Announce.prepare(next, now, act, key, report));
    const verify = verifierFor(network.connection.client, desk.guard);
    const given = { act, key, signature, ...(report === undefined ? {} : { report }) };
    next = await Announce.addConsent(next, now, verify, given);
  };
  // The proposer's signature names who is to test.
  next = Announce.nameTester(next, now, Number(tester.slice(1)));
  await consent("propose", proposer);
  const report = await examine(network.provider, next, now);
  await consent("test", tester, hash(report));
  await Announce.announce(network.outsider, next, now);
  const [who, by] = [keys.get(proposer).person, keys.get(tester).person];
  teller.say(`announced in tier ${tier} by ${who}; ${by} rehearsed it under the guard: ${report.outcome}`);
  return next;
}

export function carriedOut({ network }: Treasury, file: File.SafeFile): Promise<unknown> {
  return execute(network.outsider, file);
}

/** The file as it lies in the report. */
export async function keep({ folder }: Treasury, file: File.SafeFile): Promise<void> {
  const name = `${file.context.title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.json`;
  await writeAtomic(join(folder, "..", "safes", name), File.stringify(file));
}
