import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pretty } from "../../src/canonical.ts";
import { hold } from "../../src/ceremony/run.ts";
import { tokenMaker } from "../../src/ceremony/token-maker.ts";
import { verify } from "../../src/ceremony/verify.ts";
import { Secret } from "../../src/keys/secret.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { MODULE, missing, PIN, type SoftHsm, softHsm, WHY } from "../signer/pkcs11/softhsm.ts";
import { ceremonyIn, SOFTWARE, scriptText } from "./stage.ts";

describe.skipIf(missing() !== undefined)(`a ceremony for keys in a token${WHY}`, { timeout: 120_000 }, () => {
  let hsm: SoftHsm;
  beforeAll(async () => {
    hsm = await softHsm("ceremony");
  });
  afterAll(() => hsm.remove());

  const keys = (token = "ceremony") => {
    const inToken = `custody: pkcs11, token: ${token}, module: ${MODULE}`;
    return `  - { label: ben, holder: Ben, ${inToken}, certification: "none, a program" }
  - { label: cleo, holder: Cleo, curve: P-256, ${inToken} }`;
  };
  const steps = "  - { do: machine }\n  - { do: make, key: ben }\n  - { do: make, key: cleo }";
  const made = (folder: string, pin = PIN, token?: string) =>
    hold({
      ...ceremonyIn(folder, { text: scriptText({ keys: keys(token), steps, entropy: "entropy: [dice]" }) }),
      makers: { pkcs11: tokenMaker(`${folder}/keys`, async () => Secret.text(pin)) },
    });
  const codes = async (text: string) => {
    const { findings } = await verify(text, "t", { now: Date.UTC(2027, 0, 2), software: [SOFTWARE.code] });
    return findings.map(({ code }) => code).filter((code) => !["NotSigned", "NoQuorum"].includes(code));
  };

  test("makes them there, names the token as their only source, and has both sign the transcript", async () => {
    const folder = await temporaryFolder();
    const { record, proofs } = await made(folder);
    expect(proofs.map(({ key }) => key)).toEqual(["ben", "cleo"]);
    expect(record.entries[1]).toMatchObject({
      key: {
        custody: "pkcs11",
        sources: ["token"],
        born: { local: true, neverExtractable: true },
        device: { manufacturer: "SoftHSM project" },
        certification: "none, a program",
      },
    });
    const text = await readFile(`${folder}/transcript.json`, "utf8");
    expect(await codes(text)).toEqual(["NoDevice", "NoDevice"]);
    for (const secret of [PIN, Buffer.from(PIN).toString("hex")]) expect(text.includes(secret)).toBe(false);
    const imported = JSON.parse(text);
    imported.record.entries[1].key.born.local = false;
    expect(await codes(pretty(imported))).toContain("NotBornThere");
  });

  test("given another PIN, or no such token, makes none and waits at that step", async () => {
    const folder = await temporaryFolder();
    expect((await refusal(() => made(folder, "0000-0000"))).code).toMatch(/^Token\./);
    expect((await refusal(async () => made(await temporaryFolder(), PIN, "other"))).code).toMatch(/^Token\./);
    expect(JSON.parse(await readFile(`${folder}/transcript.json`, "utf8")).record.entries).toHaveLength(1);
  });
});
