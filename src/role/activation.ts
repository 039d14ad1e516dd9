import { z } from "zod";
import type { Verify } from "../approval/verify.ts";
import * as Canonical from "../canonical.ts";
import type { ChainState } from "../chain/state.ts";
import type { Key, Roster } from "../charter/model.ts";
import * as RosterCodec from "../charter/roster.ts";
import { keyHash } from "../charter/roster.ts";
import { BaseError } from "../errors.ts";
import { addressSchema, hashSchema, hexSchema, uintSchema } from "../json.ts";
import type { Activation } from "../proposal/documents.ts";
import type { Domain } from "../proposal/proposal.ts";
import * as TypedData from "../proposal/typed-data.ts";
import type { Signer } from "../signer/signer.ts";

/**
 * Proof that a key which is to enter a roster is held: its own `Activate`, signed before the amendment that enters it is executed. The
 * amendment brings it along, so that the key is in use from the same transaction on. No secret: it opens nothing else.
 */
export const activationSchema = z.strictObject({
  format: z.literal("conclave-activation/1"),
  domain: z.strictObject({ chainId: uintSchema(53), verifyingContract: addressSchema }),
  key: uintSchema(6).describe("index in the roster that it enters with"),
  keyHash: hashSchema,
  since: uintSchema(16).describe("serial of that roster"),
  deadline: uintSchema(40).describe("UNIX seconds; the amendment must be executed before"),
  signature: hexSchema,
});

export type ActivationFile = z.output<typeof activationSchema>;

/** What a key signs to enter `roster` at `index`. @throws `Activation.NotEntered` */
function prepare(
  domain: Domain,
  roster: Roster,
  index: number,
  deadline: number,
): { readonly value: TypedData.Activate; readonly typed: TypedData.TypedData } {
  const key = roster.keys[index];
  if (!key) {
    throw new BaseError({
      code: "Activation.NotEntered",
      message: `the charter has no key at place ${index} of the roster`,
      fix: "enter the key into the charter first",
      details: { index },
    });
  }
  const value = { key: index, keyHash: keyHash(key), since: key.since, deadline };
  return { value, typed: TypedData.activate(domain, value) };
}

/** The key's own proof that it is held, good for as long as an amendment that is written now can be executed. @throws `Activation.NotEntered`, `Signer.*` */
export async function prove(
  state: ChainState,
  roster: Roster,
  index: number,
  signer: Pick<Signer, "signTypedData">,
): Promise<ActivationFile> {
  const { value, typed } = prepare(state.domain, roster, index, deadline(state));
  const signature = await signer.signTypedData(typed);
  return { format: "conclave-activation/1", domain: state.domain, ...value, signature };
}

export function stringify(file: ActivationFile): string {
  return Canonical.pretty(file);
}

/**
 * Whether the proof is this key's, for this Conclave and roster, and still good at `now` (UNIX seconds). In words why not; null if it is.
 */
export async function flaw(
  file: ActivationFile,
  { domain, roster, now }: { readonly domain: Domain; readonly roster: Roster; readonly now: number },
  verify: Verify,
): Promise<string | null> {
  const key: Key | null | undefined = roster.keys[file.key];
  const isHere =
    file.domain.chainId === domain.chainId && file.domain.verifyingContract === domain.verifyingContract;
  if (!isHere) return "it is for another Conclave";
  if (!key || keyHash(key) !== file.keyHash) return "it is another key's than the charter has at this place";
  if (key.since !== file.since) return "it is for another roster than the one that follows now";
  if (file.deadline <= now) return "its deadline has passed";
  const { typed } = prepare(domain, roster, file.key, file.deadline);
  return (await verify(key, TypedData.digest(typed), file.signature)) ? null : "its signature does not fit";
}

/** As an amendment carries it. */
export function carried({ key, deadline, signature }: ActivationFile): Activation {
  return { key, deadline, signature };
}

/** UNIX seconds until which an amendment that is written now can be executed at the latest: the longest that a proof is needed. */
function deadline({ block, setting, rosterDocument }: ChainState): number {
  const { delay = 0, grace = 0 } = RosterCodec.decode(rosterDocument).tiers[0] ?? {};
  return block.timestamp + setting.signingWindow + delay + grace;
}
