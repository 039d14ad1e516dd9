import { isAddressEqual } from "viem";
import { z } from "zod";
import type { Verify } from "../approval/verify.ts";
import * as Canonical from "../canonical.ts";
import type { ChainState } from "../chain/state.ts";
import type { Roster } from "../charter/model.ts";
import { BaseError } from "../errors.ts";
import { readJson } from "../files.ts";
import { addressSchema, curveSchema, pointSchema, uintSchema } from "../json.ts";
import { addressOf } from "../keys/curve.ts";
import { type ActivationFile, activationSchema, flaw } from "./activation.ts";

/**
 * A successor that its holder made elsewhere: its public part, how it is kept, and its own proof that it is held. No secret. Custody and what is
 * said of the device are the holder's word; that the key is held is proved.
 */
export const successorSchema = z.strictObject({
  format: z.literal("conclave-successor/1"),
  /** The key that it follows, by its label in the charter. */
  predecessor: z.string().max(64),
  label: z.string().regex(/^[A-Za-z][\w-]{0,63}$/, "must be one word"),
  index: uintSchema(6),
  expires: uintSchema(53),
  curve: curveSchema,
  point: pointSchema,
  address: addressSchema,
  custody: z.string().max(32),
  activation: activationSchema,
});
export type SuccessorFile = z.output<typeof successorSchema>;

export function stringify(file: SuccessorFile): string {
  return Canonical.pretty(successorSchema.parse(file));
}

/** @throws `Files.*` */
export async function read(path: string): Promise<SuccessorFile> {
  return readJson(path, successorSchema);
}

/** That the file is for this key, and names the address of its own point. @param followed by its label. @throws `Successor.OfAnother` */
export function assertFor(path: string, file: SuccessorFile, followed: string): void {
  const { predecessor, point, address } = file;
  if (predecessor === followed && isAddressEqual(addressOf(point), address)) return;
  throw refused(
    "Successor.OfAnother",
    `${path} is not for ${followed}, or its address is not its key's`,
    "ask the holder for the file again",
    { path, predecessor },
  );
}

/** That it was made for the place that is free now. @throws `Successor.Stale` */
export function assertPlace(path: string, { index }: SuccessorFile, free: number): void {
  if (index === free) return;
  throw refused(
    "Successor.Stale",
    `${path} was made for place ${index}, and ${free} is the free one now`,
    AGAIN,
    { path, index, free },
  );
}

/** The new key's own proof, good for the roster that it enters. @throws `Successor.Unproven` */
export async function provenIn(
  path: string,
  { index, activation }: SuccessorFile,
  { state, roster }: { readonly state: ChainState; readonly roster: Roster },
  verify: Verify,
): Promise<ActivationFile> {
  const { domain, block } = state;
  const why =
    activation.key === index
      ? await flaw(activation, { domain, roster, now: block.timestamp }, verify)
      : "it is for another place";
  if (why === null) return activation;
  throw refused("Successor.Unproven", `the new key's proof in ${path} does not hold: ${why}`, AGAIN, {
    path,
    why,
  });
}

const AGAIN = "have the holder run `key successor` again with the charter as it is";

type Code = "Successor.OfAnother" | "Successor.Stale" | "Successor.Unproven";

function refused(code: Code, message: string, fix: string, details: Record<string, unknown>): BaseError {
  return new BaseError({ code, message, fix, details });
}
