import { z } from "zod";
import { readJson } from "../../src/files.ts";
import * as SafeAddress from "../../src/safe/address.ts";
import { imported } from "../../src/safe/builder-import.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { charterIfAny } from "../ports/charter.ts";
import { connectTo, type NetworkOptions } from "../ports/network.ts";
import type { NewFileOptions } from "../ports/safe.ts";
import { type DraftOptions, drafted } from "../ports/safe-draft.ts";
import type { KeyOptions } from "../ports/signer.ts";

type Options = Spoken &
  NetworkOptions &
  KeyOptions &
  DraftOptions &
  NewFileOptions & { safe: string; source: string; unchecked: boolean; charter: string | undefined };

/** A Safe proposal file from a batch of Safe's Transaction Builder. */
export default answering(async (options: Options, hre) => {
  const connection = await connectTo(options, hre);
  const charter = (await charterIfAny(options.charter))?.charter;
  const safe = await SafeAddress.parse(options.safe, connection.chainId);
  const json = await readJson(options.source, z.unknown());
  return drafted(options, { connection, safe, charter }, async ({ chainId, address }) => {
    const { title, ...rest } = imported(json, { chainId, address }, { unchecked: options.unchecked });
    return title === "" ? rest : { ...rest, title };
  });
});
