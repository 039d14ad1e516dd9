import { chmod, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Address, getAddress } from "viem";
import { describe, expect, it } from "vitest";
import { parsePolicy, policyPathOf, readPolicy } from "../../../src/usage/policy/file.ts";
import { refusal } from "../../keys/refusal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { KEY, OTHER, policyText, SET_FEE, VAULT } from "./sample.ts";

const FILE = "ana.policy.yaml";

describe("a policy file", () => {
  it("says what it says", () => {
    const policy = parsePolicy(
      policyText(`expires: 2027-05-01
hours: { days: [mon, fri], from: "08:00", to: "18:30" }
per-day: 20
log: if there is one
alert: [/usr/bin/notify, --now]
allow:
  - acts: [Approve]
    chains: [1, 31337]
    value: 2 ether
    calls: [{ target: new, functions: ["setFee(uint256)", "0xABCDEF01", receive()], value: 1 gwei }]`),
      FILE,
    );
    expect(policy).toMatchObject({
      key: KEY,
      hours: { days: ["mon", "fri"], from: 480, to: 1110 },
      "per-day": 20,
      alert: ["/usr/bin/notify", "--now"],
    });
    expect(policy.allow[0]?.calls).toEqual([
      { target: "new", functions: [SET_FEE, "0xabcdef01", "0x"], value: 10n ** 9n, delegate: false },
    ]);
  });

  it("of the documentation can be read", async () => {
    const [, example = ""] = /```yaml\n(.*?)```/s.exec(await readFile("docs/usage.md", "utf8")) ?? [];
    const policy = parsePolicy(example.replaceAll(/"0x…[^"]*"/g, `"${KEY}"`), FILE);
    expect(policy.allow.map(({ acts }) => acts[0])).toEqual(["Approve", "Propose", "SafeTx", "Transaction"]);
  });

  it("asks for a log unless it says otherwise", () => {
    expect(parsePolicy(policyText("allow: []"), FILE).log).toBe("required");
  });

  it.each([
    ["an unknown field", "allows: []\nallow: []", "Policy.UnknownField", 4, "allows"],
    [
      "an unknown field of a rule",
      "allow:\n  - { acts: [A], chain: 1 }",
      "Policy.UnknownField",
      5,
      "allow[0].chain",
    ],
    ["no rules", "per-day: 3", "Policy.Invalid", 1, "allow"],
    ["a field twice", "allow: []\nallow: []", "Policy.DuplicateField", 5, ""],
    ["an alias", "allow: &a []", "Policy.Alias", 4, ""],
    ["broken YAML", "allow: [", "Policy.Syntax", 5, ""],
    ["a day that is none", "hours: { days: [Monday] }\nallow: []", "Policy.Invalid", 4, "hours.days[0]"],
    ["a time that is none", 'hours: { from: "24:01" }\nallow: []', "Policy.Invalid", 4, "hours.from"],
    [
      "a function that is none",
      "allow: [{ acts: [A], calls: [{ target: new, functions: [setFee] }] }]",
      "Policy.Invalid",
      4,
      "allow[0].calls[0].functions[0]",
    ],
    [
      "an address with a wrong checksum",
      'allow: [{ acts: [A], contracts: ["0x52908400098527886E0F7030069857D2E4169Ee7"] }]',
      "Policy.Invalid",
      4,
      "allow[0].contracts[0]",
    ],
    ["a program without its path", "alert: [notify]\nallow: []", "Policy.Invalid", 4, "alert"],
    ["an empty list of acts", "allow: [{ acts: [] }]", "Policy.Invalid", 4, "allow[0].acts"],
    ["an empty list of chains", "allow: [{ acts: [A], chains: [] }]", "Policy.Invalid", 4, "allow[0].chains"],
  ])("with %s is refused where that stands", async (_, rest, code, line, path) => {
    const error = await refusal(() => parsePolicy(policyText(rest), FILE));
    expect(error.code).toBe(code);
    expect(error.details.problems).toMatchObject([{ code, line, path }]);
  });

  it("lies beside its key's file, and is known by its hash", async () => {
    const folder = await temporaryFolder();
    const key = join(folder, "ana.json");
    expect(policyPathOf(key)).toBe(join(folder, FILE));
    expect(await readPolicy(key, KEY)).toBeUndefined();
    await writeFile(join(folder, FILE), policyText("allow: []"), { mode: 0o600 });
    const before = await readPolicy(key, KEY);
    await writeFile(join(folder, FILE), policyText("allow: [] # the same"));
    const after = await readPolicy(key, KEY);
    expect(before?.policy).toEqual(after?.policy);
    expect(before?.hash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(before?.hash).not.toBe(after?.hash);
  });

  it("holds for every file of its key in the folder; one beside a file goes before", async () => {
    const folder = await temporaryFolder();
    const [copy, none] = [join(folder, "copy.json"), join(folder, "none.json")];
    const write = (name: string, rest: string, key?: Address) =>
      writeFile(join(folder, name), policyText(rest, key), { mode: 0o600 });
    await write(FILE, "allow: []");
    await write("ben.policy.yaml", "allow: []", OTHER);
    expect((await readPolicy(copy, KEY))?.path).toBe(join(folder, FILE));
    expect((await readPolicy(copy, OTHER))?.path).toBe(join(folder, "ben.policy.yaml"));
    expect(await readPolicy(copy, VAULT)).toBeUndefined();
    expect(await readPolicy(copy, undefined)).toBeUndefined();
    await write("copy.policy.yaml", "allow: []");
    expect((await readPolicy(copy, KEY))?.path).toBe(join(folder, "copy.policy.yaml"));
    const error = await refusal(() => readPolicy(none, KEY));
    expect(error.code).toBe("Policy.Several");
    expect(error.details).toEqual({
      key: KEY,
      paths: [FILE, "copy.policy.yaml"].map((name) => join(folder, name)),
    });
  });

  it("that cannot be read may be that of the key it names, or of any if it names none", async () => {
    const folder = await temporaryFolder();
    const [copy, path] = [join(folder, "copy.json"), join(folder, FILE)];
    await writeFile(path, policyText("allow: ["), { mode: 0o600 });
    await writeFile(join(folder, ".ana.policy.yaml"), "of an editor");
    expect((await refusal(() => readPolicy(copy, KEY))).code).toBe("Policy.Syntax");
    expect(await readPolicy(copy, OTHER)).toBeUndefined();
    await writeFile(path, "version: 1\nallow: [");
    expect((await refusal(() => readPolicy(copy, OTHER))).code).toBe("Policy.Syntax");
    await writeFile(join(folder, "copy.policy.yaml"), policyText("allow: []", OTHER), { mode: 0o600 });
    expect((await readPolicy(copy, OTHER))?.policy.key).toBe(getAddress(OTHER));
    await rm(path);
    await symlink("nowhere", path);
    expect((await refusal(() => readPolicy(join(folder, "ana.json"), KEY))).code).toBe("Files.NotFound");
  });

  it("that others can write says nothing", async () => {
    const folder = await temporaryFolder();
    const [key, path] = [join(folder, "ana.json"), join(folder, FILE)];
    await writeFile(path, policyText("allow: []"));
    await chmod(path, 0o664);
    expect((await refusal(() => readPolicy(key, KEY))).code).toBe("Policy.OpenToOthers");
    await chmod(path, 0o600);
    await chmod(folder, 0o777);
    expect((await refusal(() => readPolicy(key, KEY))).code).toBe("Files.UnsafeFolder");
  });
});
