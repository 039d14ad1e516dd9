import { join } from "node:path";
import { expect, test } from "vitest";
import { answering } from "../../src/ceremony/answers.ts";
import { parseScript } from "../../src/ceremony/script.ts";
import { Secret } from "../../src/keys/secret.ts";
import { readHistory } from "../../src/usage/log/history.ts";
import { makersFor } from "../../tasks/ports/ceremony.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { unsigned } from "../usage/log/scene.ts";
import { ANSWERS, PASSWORD, scriptText } from "./stage.ts";

test("that a key was made at a ceremony is told by the log of its folder", async () => {
  const folder = join(await temporaryFolder(), "keys");
  const journal = await unsigned(folder);
  const room = answering(
    ANSWERS,
    () => undefined,
    async () => Secret.text(PASSWORD),
  );
  const script = parseScript(scriptText(), "ceremony.yaml");
  const [key = expect.fail()] = script.keys;
  const { address } = await makersFor(folder, "light", room).keystore.make(key, script);
  const [, ...lines] = (await readHistory(journal.folder)).map(({ line }) => line);
  expect(lines).toMatchObject([
    {
      event: "made",
      key: { label: "ben", address: address.toLowerCase() },
    },
  ]);
});
