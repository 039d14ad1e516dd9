import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parseScript, peopleOf, quorumOf } from "../../src/ceremony/script.ts";
import { refusal } from "../keys/refusal.ts";
import { accountOf, scriptText } from "./stage.ts";

const problemsOf = async (text: string) => {
  const error = await refusal(() => parseScript(text, "ceremony.yaml"));
  expect(error.code).toBe("Ceremony.BadScript");
  return error.details.problems;
};

test("the example is a script", async () => {
  const script = parseScript(await readFile("examples/ceremony.yaml", "utf8"), "ceremony.yaml");
  expect(peopleOf(script).map(({ role }) => role)).toEqual(["operator", "witness", "witness", "auditor"]);
  expect(script.entropy).toContain("os");
});

test("given no quorum, every witness must sign; given no curve and custody, it is an account in a keystore", () => {
  const script = parseScript(scriptText().replace("quorum: 2\n", ""), "ceremony.yaml");
  expect(quorumOf(script)).toBe(3);
  expect(script.keys[0]).toMatchObject({ curve: "secp256k1", custody: "keystore" });
});

test.each([
  ["a field nobody knows", "version: 1", "version: 1\nfast: yes", /Unrecognized key: "fast"/],
  [
    "a name with a control character",
    "title: Keys of the example",
    'title: "Keys\\u001b[2J"',
    /^title: take out control characters$/,
  ],
  ["an anchor", "title: Keys of the example", "title: &t Keys", /^line 2: write values out/],
  ["YAML that is none", "version: 1", "version: [1", /^line \d+: /],
  ["a field twice", "version: 1", "version: 1\nversion: 1", /^line 2: /],
  ["a person twice", "name: Wim", "name: Olga", /^person named twice: Olga$/],
  ["no witness", /witnesses:\n(?: {2}.*\n)+/, "witnesses: []\n", /witnesses: /],
  ["a quorum above the witnesses", "quorum: 2", "quorum: 4", /4 of 3 witnesses cannot sign/],
  ["a label that leads elsewhere", "label: ben", "label: ../ben", /keys\.0\.label: /],
  ["a key that no step makes", "{ do: make, key: ben }", "{ do: confirm, text: So }", /no step makes ben/],
  [
    "a step for a key there is not",
    "{ do: make, key: ben }",
    "{ do: make, key: eve }",
    /there is no key eve to make/,
  ],
  [
    "a key made twice",
    "  - { do: machine }",
    "  - { do: machine }\n  - { do: make, key: ben }",
    /made named twice: ben/,
  ],
  [
    "a token without custody",
    "holder: Ben",
    "holder: Ben, token: box, module: /lib/p.so",
    /needs "token" and "module"/,
  ],
  [
    "a token's key without token",
    "holder: Ben",
    "holder: Ben, custody: pkcs11",
    /needs "token" and "module"/,
  ],
  ["somebody who is not here", "by: Ada", "by: Zoe", /nobody here is called Zoe/],
  ["a machine nobody looked at", "  - { do: machine }\n", "", /the machine is to be looked at before/],
])("given %s, says so", async (_, found, put, problem) => {
  const text = scriptText();
  const changed = text.replace(found, put);
  expect(changed).not.toBe(text);
  expect(await problemsOf(changed)).toContainEqual(expect.stringMatching(problem));
});

test("given one key for two people, says so", async () => {
  const text = scriptText().replace(accountOf("Ada").address, accountOf("Wim").address.toLowerCase());
  expect(await problemsOf(text)).toContainEqual(expect.stringMatching(/person's key named twice/));
});

test("given a point that is not on the curve, says so", async () => {
  const text = scriptText().replace(/point: "0x\w{8}/, 'point: "0x00000000');
  expect(await problemsOf(text)).toContainEqual(expect.stringMatching(/^witnesses\.1\b.*: /));
});
