import { execFileSync } from "node:child_process";
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { recoverTypedDataAddress } from "viem";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { destroyObject } from "../../../src/signer/pkcs11/destroy.ts";
import { cardFromToken, generateInToken } from "../../../src/signer/pkcs11/keys.ts";
import { pointOf } from "../../../src/signer/pkcs11/objects.ts";
import { signerOf } from "../../../src/signer/signer-of.ts";
import { refusal } from "../../keys/refusal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { TYPED } from "../sample.ts";
import { own } from "./own.ts";
import { asking, MODULE, missing, type SoftHsm, softHsm, WHY } from "./softhsm.ts";

const { dirname: here } = import.meta;
const HEADERS = join(dirname(dirname(dirname(here))), "node_modules", "pkcs11js", "includes");

function hasCompiler(): boolean {
  try {
    execFileSync("gcc", ["--version"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

const can = missing() === undefined && hasCompiler();
const why = can ? "" : WHY || " (left out: gcc is not installed)";

describe.skipIf(!can)(`a token that misbehaves${why}`, () => {
  let hsm: SoftHsm;
  let library: string;
  let module: string;
  const target = async () => ({ module, token: "owner", folder: await temporaryFolder(), label: "ana" });
  const { ask, given } = asking();

  beforeAll(async () => {
    hsm = await softHsm("owner");
    library = await mkdtemp(join(tmpdir(), "conclave-shim-"));
    module = join(library, "shim.so");
    execFileSync("gcc", ["-shared", "-fPIC", "-I", HEADERS, "-o", module, join(here, "shim.c"), "-ldl"]);
    process.env.SHIM_MODULE = MODULE;
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith("SHIM_") && name !== "SHIM_MODULE") delete process.env[name];
    }
  });
  afterAll(async () => {
    await hsm.remove();
    await rm(library, { recursive: true });
  });

  it.each([
    ["is unplugged before it signs", "C_Sign=50", "Token.Gone", "CKR_DEVICE_REMOVED"],
    ["loses its session", "C_Sign=179", "Token.Gone", "CKR_SESSION_HANDLE_INVALID"],
    ["fails for reasons of its own", "C_Sign=6", "Token.Failed", "CKR_FUNCTION_FAILED"],
    ["answers what no standard has", "C_Sign=2147483649", "Token.Failed", "CKR_VENDOR_DEFINED"],
    ["locks", "C_Login=164", "Token.PinLocked", "CKR_PIN_LOCKED"],
    ["is unplugged while the PIN is typed", "C_Login=224", "Token.Gone", "CKR_TOKEN_NOT_PRESENT"],
  ])(
    "given one that %s, signing says so, and goes on when it is well again",
    async (_, fail, code, returned) => {
      const { path, card } = await generateInToken({ ...(await target()), curve: "secp256k1" }, ask);
      const signer = await signerOf(path, ask);
      process.env.SHIM_FAIL = fail;
      const error = await refusal(() => signer.signTypedData(TYPED));
      expect(error.code).toBe(code);
      expect(error.details.token).toBe("owner");
      if (returned !== "CKR_VENDOR_DEFINED") expect(error.details.returned).toBe(returned);
      for (const pin of given) expect((await refusal(() => pin.use(() => 1))).code).toBe("Secret.Wiped");
      delete process.env.SHIM_FAIL;
      const signature = await signer.signTypedData(TYPED);
      expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(card.address);
    },
  );

  it.each(["C_GenerateKeyPair=50", "C_Sign=50"])(
    "given one that is unplugged in %s of a new key, writes no card",
    async (fail) => {
      process.env.SHIM_FAIL = fail;
      const into = await target();
      const error = await refusal(() => generateInToken({ ...into, curve: "P-256" }, ask));
      expect(error.code).toBe("Token.Gone");
      expect(await readdir(into.folder)).toEqual([]);
    },
  );

  it("given one that makes extractable keys whatever it is told, destroys the key and writes no card", async () => {
    process.env.SHIM_EXTRACTABLE = "1";
    const into = await target();
    const error = await refusal(() => generateInToken({ ...into, curve: "P-256" }, ask));
    expect(error.code).toBe("Token.NotKept");
    expect(error.details).toMatchObject({ extractable: true, neverExtractable: false });
    expect(await readdir(into.folder)).toEqual([]);
  });

  it("given one that says its PIN is locked, does not ask for it", async () => {
    process.env.SHIM_PIN_LOCKED = "1";
    const { ask, given } = asking();
    const into = await target();
    const error = await refusal(() => generateInToken({ ...into, curve: "P-256" }, ask));
    expect(error.code).toBe("Token.PinLocked");
    expect(given).toEqual([]);
  });

  it("given one that gives points raw, takes them", async () => {
    const into = await target();
    const { card } = await generateInToken({ ...into, curve: "secp256k1" }, ask);
    process.env.SHIM_RAW_POINT = "1";
    const { keyId } = own(card).custody;
    const again = await cardFromToken({ ...into, label: "again", keyId }, ask);
    expect(again.card.point).toBe(card.point);
  });

  it("given one that says it destroyed a key and kept it, does not believe it", async () => {
    const { card } = await generateInToken({ ...(await target()), curve: "secp256k1" }, ask);
    process.env.SHIM_KEEP = "1";
    const error = await refusal(() => destroyObject(own(card), ask));
    expect(error.code).toBe("Token.NotDestroyed");
    expect(error.details).toMatchObject({ left: 2 });
  });

  it("loads a library only from where nobody else can put one", async () => {
    const into = await target();
    const copy = join(into.folder, "copy.so");
    await copyFile(module, copy);
    execFileSync("chmod", ["777", into.folder]);
    const error = await refusal(() => generateInToken({ ...into, module: copy, curve: "P-256" }, ask));
    expect(error.code).toBe("Files.UnsafeFolder");
  });
});

it("a point is read with the octet string around it or without, and from nothing else", () => {
  const xy = "ab".repeat(64);
  const read = (hex: string) => pointOf(Buffer.from(hex, "hex"));
  expect(read(`044104${xy}`)).toBe(`0x${xy}`);
  expect(read(`04${xy}`)).toBe(`0x${xy}`);
  for (const hex of ["", `0441${xy}`, `02${xy.slice(0, 64)}`, `04${xy}00`, `054104${xy}`])
    expect(read(hex)).toBeUndefined();
  expect(pointOf(undefined)).toBeUndefined();
});
