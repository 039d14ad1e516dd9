import { join } from "node:path";
import { list } from "../../src/signer/inventory.ts";
import { hasLog } from "../../src/usage/log/place.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { describeKeys } from "../ports/known-keys.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { keysText } from "../ui/key.ts";

export default answering(async (options: Spoken & PlaceOptions & { keys: string; chain: boolean }, hre) => {
  const keys = await describeKeys(await list(options.keys), options, hre);
  const log = await hasLog(join(options.keys, "log"));
  return { json: { folder: options.keys, keys, log }, text: keysText(options.keys, keys, log) };
});
