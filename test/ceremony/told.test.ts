import { join } from "node:path";
import { expect, test } from "vitest";
import { answering } from "../../src/ceremony/answers.ts";
import { parseScript } from "../../src/ceremony/script.ts";
import type { BaseError } from "../../src/errors.ts";
import { Secret } from "../../src/keys/secret.ts";
import { readKeyFile } from "../../src/signer/key-file.ts";
import { readHistory } from "../../src/usage/log/history.ts";
import { makersFor } from "../../tasks/ports/ceremony.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { broken, unsigned } from "../usage/log/scene.ts";
import { ANSWERS, PASSWORD, scriptText } from "./stage.ts";

const script = parseScript(scriptText(), "ceremony.yaml");
const [key = expect.fail()] = script.keys;
const roomFor = () =>
  answering(
    ANSWERS,
    () => undefined,
    async () => Secret.text(PASSWORD),
  );

test("a ceremony goes on where the log takes no line of a key that was made, and hears of it", async () => {
  const folder = join(await temporaryFolder(), "keys");
  await broken(folder);
  const failures: BaseError[] = [];
  const makers = makersFor(folder, "light", roomFor(), (failure) => void failures.push(failure));
  const { address } = await makers.keystore.make(key, script);
  expect((await readKeyFile(join(folder, "ben.json"))).address).toBe(address);
  expect(failures).toMatchObject([{ code: "Log.NotTold", details: { key: "ben", event: "made" } }]);
});

test("that a key was made at a ceremony is told by the log of its folder", async () => {
  const folder = join(await temporaryFolder(), "keys");
  const journal = await unsigned(folder);
  const { address } = await makersFor(folder, "light", roomFor(), (failure) =>
    expect.fail(failure.code),
  ).keystore.make(key, script);
  const [, ...lines] = (await readHistory(journal.folder)).map(({ line }) => line);
  expect(lines).toMatchObject([
    {
      event: "made",
      key: { label: "ben", address: address.toLowerCase() },
    },
  ]);
});
