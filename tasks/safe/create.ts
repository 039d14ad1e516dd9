import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as SafeAddress from "../../src/safe/address.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { charterIfAny } from "../ports/charter.ts";
import { connectTo, type NetworkOptions } from "../ports/network.ts";
import type { NewFileOptions } from "../ports/safe.ts";
import { type ChangeOptions, safeChange } from "../ports/safe-change.ts";
import { type DraftOptions, drafted } from "../ports/safe-draft.ts";
import type { KeyOptions } from "../ports/signer.ts";

type Options = Spoken &
  NetworkOptions &
  KeyOptions &
  ChangeOptions &
  DraftOptions &
  NewFileOptions & { safe: string; charter: string | undefined };

/** From calls, changes of the Safe itself, or both. With `--key` an owner signs at once. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const connection = await connectTo(options, hre);
  const charter = (await charterIfAny(options.charter))?.charter;
  const safe = await SafeAddress.parse(options.safe, connection.chainId);
  return drafted(options, { connection, safe, charter }, (state) => safeChange(options, state, charter));
});
