import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { answering, type Spoken } from "../ports/answer.ts";
import type { NewFileOptions } from "../ports/safe.ts";
import { type ChangeOptions, safeChange } from "../ports/safe-change.ts";
import { type DraftOptions, drafted } from "../ports/safe-draft.ts";
import { type SafeOptions, safeSpot } from "../ports/safe-spot.ts";
import type { KeyOptions } from "../ports/signer.ts";

type Options = Spoken & SafeOptions & KeyOptions & ChangeOptions & DraftOptions & NewFileOptions;

/** From calls, changes of the Safe itself, or both. With `--key` an owner signs at once. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const spot = await safeSpot(options, hre);
  return drafted(options, spot, (state) => safeChange(options, state, spot.charter));
});
