import type { Roster } from "../../src/charter/model.ts";
import { keyHash } from "../../src/charter/roster.ts";
import { BaseError } from "../../src/errors.ts";
import type { Activation } from "../../src/proposal/documents.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import type { Signer } from "../../src/signer/signer.ts";
import type { Ground } from "./amendment.ts";

/** The successor's own signature, good for as long as the amendment could still be executed. */
export async function activation(
  { state, previous }: Ground,
  roster: Roster,
  index: number,
  signer: Signer,
): Promise<Activation> {
  const entry = roster.keys[index];
  if (!entry) throw notEntered(index);
  const { delay = 0, grace = 0 } = previous.roster?.tiers[0] ?? {};
  const deadline = state.block.timestamp + state.setting.signingWindow + delay + grace;
  const value = { key: index, keyHash: keyHash(entry), since: entry.since, deadline };
  const signature = await signer.signTypedData(TypedData.activate(state.domain, value));
  return { key: index, deadline, signature };
}

function notEntered(index: number): BaseError {
  return new BaseError({
    code: "Task.NotEntered",
    message: `the successor did not make it into place ${index} of the roster`,
    fix: "enter it into the charter by hand, and propose the charter",
  });
}
