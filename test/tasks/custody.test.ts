import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { cloud, VERSION } from "../signer/kms/cloud.ts";
import { ARN, trent } from "../signer/kms/trent.ts";
import { MODULE, missing, PIN, type SoftHsm, softHsm, WHY } from "../signer/pkcs11/softhsm.ts";
import { anvil } from "../simulation/anvil.ts";
import { type Ran, refusalOf, run, valueFrom } from "./stage.ts";

const printed: string[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-custody-"));
  await writeFile(join(folder, "pin"), `${PIN}\n`, { mode: 0o600 });
  return () => rm(folder, { recursive: true });
});

function task(id: readonly string[], args: Record<string, unknown> = {}): Promise<Ran> {
  const { options } = hre.tasks.getTask([...id]);
  const known = { keys: join(folder, "keys"), passwordFile: join(folder, "pin") };
  const fitting = Object.entries(known).filter(([name]) => options.has(name));
  return run(hre, { printed }, id, { ...Object.fromEntries(fitting), ...args });
}

const cards = async () =>
  (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".json"));

describe.skipIf(missing() !== undefined)(`keys in a token, by tasks${WHY}`, () => {
  let hsm: SoftHsm;
  const token = { module: MODULE, token: "owner", custody: "pkcs11" };

  beforeAll(async () => {
    hsm = await softHsm("owner", "other");
  });
  afterAll(() => hsm.remove());
  afterEach(async () => {
    for (const text of [
      ...printed,
      ...(await Promise.all((await cards()).map((name) => readFile(join(folder, name), "utf8")))),
    ])
      expect(text.includes(PIN)).toBe(false);
  });

  test("key generate makes them there and writes cards; list and show tell custody, birth, claims and weaknesses", async () => {
    const certification = "FIPS 140-3 level 3, #1234";
    for (const [label, curve] of [
      ["hana", "secp256k1"],
      ["hugo", "P-256"],
    ]) {
      const made = await task(["key", "generate"], { ...token, label, curve, holder: "Hana", certification });
      expect(valueFrom(made)).toMatchObject({
        path: join(folder, "keys", `${label}.json`),
        curve,
        custody: { kind: "pkcs11", born: { local: true, neverExtractable: true } },
      });
      expect(made.out).toContain("in the token, never outside");
      expect(made.out).toContain("SoftHSM is a program");
    }
    const listed = await task(["key", "list"]);
    expect(listed.out).toMatch(/hana +│? *pkcs11/);
    const { keys } = valueFrom<{ keys: unknown[] }>(listed);
    expect(keys).toMatchObject([
      { label: "hana", custody: "pkcs11" },
      {
        label: "hugo",
        custody: "pkcs11",
        place: { token: "owner", certification: { claimed: certification } },
      },
    ]);
    const shown = await task(["key", "show"], { label: "hugo" });
    expect(shown.out).toContain(`${certification} (so people say)`);
    expect(shown.out).toContain("public key");
  });

  test("key card takes a key that is there already", async () => {
    const { custody } = valueFrom<{ custody: { keyId: string } }>(
      await task(["key", "generate"], { ...token, token: "other", label: "ivo" }),
    );
    await rm(join(folder, "keys", "ivo.json"));
    const spelled = custody.keyId.toUpperCase().replace(/..(?=.)/g, "$&:");
    for (const keyId of [spelled, undefined]) {
      const again = await task(["key", "card"], { ...token, token: "other", label: "ivo", keyId });
      expect(valueFrom(again)).toMatchObject({ custody: { keyId: custody.keyId, born: { local: true } } });
      await rm(join(folder, "keys", "ivo.json"));
    }
  });

  test.each<[string, string, readonly string[], Record<string, unknown>]>([
    ["a custody there is none of", "Task.NoSuchCustody", ["key", "generate"], { custody: "drawer" }],
    ["a card of no kind", "Task.NoSuchCustody", ["key", "card"], { custody: "keystore" }],
    ["no module", "Task.CustodyIncomplete", ["key", "generate"], { module: undefined }],
    ["no token", "Task.CustodyIncomplete", ["key", "card"], { token: undefined }],
    ["another curve", "Task.BadCurve", ["key", "generate"], { curve: "ed25519" }],
    ["a key's id that is no hex", "Task.BadKeyId", ["key", "card"], { keyId: "key1" }],
    ["a token that is not there", "Token.NotThere", ["key", "generate"], { token: "gone" }],
    ["a label in use", "Files.Exists", ["key", "generate"], { label: "hana" }],
    ["a label that leads elsewhere", "Store.BadLabel", ["key", "generate"], { label: "../x" }],
  ])("given %s, refuses and writes nothing", async (_, code, id, args) => {
    const before = await cards();
    expect(refusalOf(await task(id, { ...token, label: "jo", ...args }))).toBe(code);
    expect(await cards()).toEqual(before);
  });

  test("given a wrong PIN, or one in a file open to others, refuses and quotes it nowhere", async () => {
    const pin = join(folder, "wrong");
    await writeFile(pin, "granite-77-not-the-pin\n", { mode: 0o600 });
    const wrong = await task(["key", "generate"], { ...token, label: "jo", passwordFile: pin });
    expect(refusalOf(wrong)).toBe("Token.WrongPin");
    await chmod(pin, 0o644);
    const open = await task(["key", "generate"], { ...token, label: "jo", passwordFile: pin });
    expect(refusalOf(open)).toBe("Files.OpenToOthers");
    expect(printed.join("")).not.toContain("granite-77");
    await rm(pin);
  });
});

describe("accounts of a remote signer, by tasks", () => {
  test("key card asks it for one signature and writes the card; what cannot be asked is refused", async () => {
    const { url, provider, stop } = await anvil();
    try {
      const [address] = (await provider.request({ method: "eth_accounts" })) as string[];
      const rpc = { custody: "rpc", label: "rita", url, address };
      const made = await task(["key", "card"], rpc);
      expect(valueFrom(made)).toMatchObject({
        custody: { kind: "rpc", url, method: "eth_signTypedData_v4" },
      });
      expect(made.out).toContain("whoever runs the signer has the key");
      expect((await task(["key", "show"], { label: "rita" })).out).toContain(`${url}, eth_signTypedData_v4`);
      const refused = async (change: object) =>
        refusalOf(await task(["key", "card"], { ...rpc, label: "x", ...change }));
      expect(await refused({ url: undefined })).toBe("Task.CustodyIncomplete");
      expect(await refused({ address: undefined })).toBe("Task.CustodyIncomplete");
      expect(await refused({ urlFile: join(folder, "address") })).toBe("Task.BadRemote");
      expect(await refused({ address: "0x12" })).toBe("Task.BadRemote");
      expect(await refused({ params: "yaml" })).toBe("Task.BadRemote");
      expect(await refused({ method: "eth_sign" })).toBe("Card.Invalid");
      expect(await refused({ url: url.replace("//", "//op:hollow-61-pebble@") })).toBe("Card.Invalid");
      expect(await refused({ address: `0x${"12".repeat(20)}` })).toBe("Remote.Refused");
      expect(printed.join("")).not.toContain("hollow-61");
      expect((await cards()).filter((name) => name.includes("x.json"))).toEqual([]);
    } finally {
      await stop();
    }
  });
});

describe("keys of a cloud service, by tasks", () => {
  test("key card reads the public key, has it sign, and names the key itself; without region, says what is missing", async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "AKIDVELVET88",
      AWS_SECRET_ACCESS_KEY: "harpoon-29-velvet-secret",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    });
    const { endpoint, stop } = await trent("P-256");
    try {
      const aws = { custody: "aws-kms", label: "kim", keyId: "alias/kim", region: "eu-central-1", endpoint };
      const made = await task(["key", "card"], aws);
      expect(valueFrom(made)).toMatchObject({ curve: "P-256", custody: { keyId: ARN, origin: "AWS_KMS" } });
      expect(made.out).toContain("whoever administers the cloud account");
      expect((await task(["key", "show"], { label: "kim" })).out).toContain(`${ARN} in eu-central-1`);
      const refused = async (change: object) => refusalOf(await task(["key", "card"], { ...aws, ...change }));
      expect(await refused({ label: "x", region: undefined })).toBe("Task.CustodyIncomplete");
      expect(await refused({ label: "x", endpoint: "http://kms.example" })).toBe("Cloud.BadEndpoint");
      expect(await refused({})).toBe("Files.Exists");
      expect(printed.join("")).not.toContain("harpoon-29");
    } finally {
      await stop();
    }
  });

  test("Google's keys are named by their version", async () => {
    const { endpoint, stop } = await cloud("secp256k1");
    try {
      const gcp = { custody: "gcp-kms", label: "gil", keyId: VERSION, endpoint };
      expect(valueFrom(await task(["key", "card"], gcp))).toMatchObject({ custody: { protection: "HSM" } });
      expect((await task(["key", "show"], { label: "gil" })).out).toContain(`${VERSION}, protection HSM`);
      const without = await task(["key", "card"], { ...gcp, label: "x", keyId: undefined });
      expect(refusalOf(without)).toBe("Task.CustodyIncomplete");
    } finally {
      await stop();
    }
  });
});
