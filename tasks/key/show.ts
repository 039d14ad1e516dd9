import { dirname, resolve } from "node:path";
import { BaseError } from "../../src/errors.ts";
import { list } from "../../src/signer/inventory.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { describeKeys } from "../ports/known-keys.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { keyPath } from "../ports/signer.ts";
import { keyText } from "../ui/key.ts";

type Options = Spoken & PlaceOptions & { keys: string; label: string; chain: boolean };

/** @throws `Task.NoSuchKeystore` */
export default answering(async (options: Options, hre) => {
  const path = keyPath(options.keys, options.label);
  const entry = (await list(dirname(path))).find((item) => resolve(item.path) === resolve(path));
  if (entry === undefined) {
    throw new BaseError({
      code: "Task.NoSuchKeystore",
      message: `there is no keystore ${path}`,
      fix: "`hardhat key list` shows those there are; --keys names another folder",
      details: { path },
    });
  }
  const [key = entry] = await describeKeys([entry], options, hre);
  return { json: key, text: keyText(key) };
});
