import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { isAddressEqual } from "viem";
import { verifierFor } from "../../src/approval/verify.ts";
import { BaseError } from "../../src/errors.ts";
import { addressOf } from "../../src/keys/curve.ts";
import * as Activation from "../../src/role/activation.ts";
import * as Successor from "../../src/role/successor.ts";
import { nextKey } from "./next-key.ts";
import { placeOf } from "./place.ts";
import { type Succession, type SuccessionOptions, succeed } from "./succession.ts";

type Located = SuccessionOptions & Omit<Parameters<typeof nextKey>[0], "label" | "expires">;

/**
 * Drafts the rotation to a key that its holder made elsewhere. The proof must be that key's, for the roster that follows now.
 * @throws `Task.OtherSuccessor`, `Task.SuccessorStale`, `Task.SuccessorUnproven`, what `nextKey` and `succeed` throw
 */
export async function rotateTo(
  path: string,
  options: Located,
  hre: HardhatRuntimeEnvironment,
): Promise<Succession & { readonly successor: Successor.SuccessorFile }> {
  const file = await Successor.read(path);
  const { label, index, expires, point, address, predecessor, activation } = file;
  if (predecessor !== options.key || !isAddressEqual(addressOf(point), address))
    throw refused(
      "Task.OtherSuccessor",
      `${path} is not for ${options.key}, or its address is not its key's`,
      "ask the holder for the file again",
      {
        path,
        predecessor,
      },
    );
  const planned = await nextKey({ ...options, label, expires: undefined }, hre);
  if (planned.successor.index !== index)
    throw refused(
      "Task.SuccessorStale",
      `${path} was made for place ${index}, and ${planned.successor.index} is the free one now`,
      "have the holder run `key successor` again with the charter as it is",
      { path, index, free: planned.successor.index },
    );
  const next = { before: planned.before, successor: { label, index, expires } };
  const { connection, conclave } = await placeOf(options, hre);
  const verify = verifierFor(connection.client, conclave);
  const done = await succeed(options, hre, next, { address, point }, async (state, roster) => {
    const { domain, block } = state;
    const why = await Activation.flaw(activation, { domain, roster, now: block.timestamp }, verify);
    if (why === null && activation.key === index) return activation;
    throw refused(
      "Task.SuccessorUnproven",
      `the new key's proof in ${path} does not hold: ${why ?? "it is for another place"}`,
      "have the holder run `key successor` again with the charter as it is",
      { path, why },
    );
  });
  return { ...done, successor: file };
}

type Code = "Task.OtherSuccessor" | "Task.SuccessorStale" | "Task.SuccessorUnproven";

function refused(code: Code, message: string, fix: string, details: Record<string, unknown>): BaseError {
  return new BaseError({ code, message, fix, details });
}
