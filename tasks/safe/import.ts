import { z } from "zod";
import { readJson } from "../../src/files.ts";
import { imported } from "../../src/safe/builder-import.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import type { NewFileOptions } from "../ports/safe.ts";
import { type DraftOptions, drafted } from "../ports/safe-draft.ts";
import { type SafeOptions, safeSpot } from "../ports/safe-spot.ts";
import type { KeyOptions } from "../ports/signer.ts";

type Options = Spoken &
  SafeOptions &
  KeyOptions &
  DraftOptions &
  NewFileOptions & { source: string; unchecked: boolean };

/** A Safe proposal file from a batch of Safe's Transaction Builder. */
export default answering(async (options: Options, hre) => {
  const spot = await safeSpot(options, hre);
  const json = await readJson(options.source, z.unknown());
  return drafted(options, spot, async ({ chainId, address }) => {
    const { title, ...rest } = imported(json, { chainId, address }, { unchecked: options.unchecked });
    return title === "" ? rest : { ...rest, title };
  });
});
