import { list } from "../../src/signer/inventory.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { describeKeys } from "../ports/known-keys.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { keysText } from "../ui/key.ts";

export default answering(async (options: Spoken & PlaceOptions & { keys: string; chain: boolean }, hre) => {
  const keys = await describeKeys(await list(options.keys), options, hre);
  return { json: { folder: options.keys, keys }, text: keysText(options.keys, keys) };
});
