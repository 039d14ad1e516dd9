import { readdir } from "node:fs/promises";
import { recoverTransactionAddress, recoverTypedDataAddress } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { isOwn } from "../../../src/keys/ecdsa.ts";
import { withAccount } from "../../../src/signer/account.ts";
import { crc32c } from "../../../src/signer/kms/crc32c.ts";
import { cardFromGcp } from "../../../src/signer/kms/gcp.ts";
import { prepare } from "../../../src/signer/message.ts";
import { signerOf } from "../../../src/signer/signer-of.ts";
import { refusal } from "../../keys/refusal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { never, particulars, TYPED, VERIFIER } from "../sample.ts";
import { type BendCloud, type Cloud, cloud, VERSION } from "./cloud.ts";

const WORDS = "gazebo-17-nickel-words-of-theirs";
let service: Cloud | undefined;
afterEach(() => service?.stop());

async function cardAt(curve: "secp256k1" | "P-256", bend?: BendCloud) {
  service = await cloud(curve, bend);
  const folder = await temporaryFolder();
  const place = { version: VERSION, endpoint: service.endpoint };
  return { folder, place, make: () => cardFromGcp({ folder, label: "kim" }, place) };
}

describe.each(["secp256k1", "P-256"] as const)(
  "a key of Google Cloud KMS on %s, by the vendor's SDK",
  (curve) => {
    it("is described by a card, and signs so that contracts take it, whichever s the service gives", async () => {
      const { make, place } = await cardAt(curve);
      const { card, path } = await make();
      const { point, address } = particulars(curve);
      const custody = { kind: "gcp-kms", ...place, protection: "HSM", imported: false };
      expect(card).toMatchObject({ curve, point, address, custody });
      const signer = await signerOf(path, never, { verifier: VERIFIER });
      const { digest } = prepare(TYPED);
      for (let i = 0; i < 6; i++) {
        const signature = await signer.signTypedData(TYPED);
        if (curve === "P-256") expect(isOwn(card.point, digest, signature)).toBe(true);
        else expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(card.address);
      }
      expect(service?.high()).toBe(3);
    });
  },
);

describe("Google Cloud KMS", () => {
  it("lends its secp256k1 keys for transactions", async () => {
    const { path, card } = await (await cardAt("secp256k1")).make();
    const transaction = { chainId: 1, type: "eip1559", to: `0x${"12".repeat(20)}`, gas: 21_000n } as const;
    const raw = await withAccount(path, never, (account) => account.signTransaction(transaction));
    expect(await recoverTransactionAddress({ serializedTransaction: raw as never })).toBe(card.address);
  });

  it("given a key that was imported or is kept by software, the card says so", async () => {
    const bend: BendCloud = (operation, own) =>
      operation === "version"
        ? { ...own, protectionLevel: "SOFTWARE", importJob: `${VERSION}/importJobs/1` }
        : own;
    const { card } = await (await cardAt("secp256k1", bend)).make();
    expect(card.custody).toMatchObject({ protection: "SOFTWARE", imported: true });
  });

  const at =
    (which: string, answer: object): BendCloud =>
    (operation, own) =>
      operation === which ? { ...own, ...answer } : own;
  const fails =
    (status: number, word: string): BendCloud =>
    () => ({
      status,
      error: { code: status, message: WORDS, status: word },
    });
  it.each<[string, BendCloud, string]>([
    ["has no such key", fails(404, "NOT_FOUND"), "Cloud.NoKey"],
    ["denies it", fails(403, "PERMISSION_DENIED"), "Cloud.Denied"],
    ["does not know who asks", fails(401, "UNAUTHENTICATED"), "Cloud.Denied"],
    ["has disabled the key", fails(400, "FAILED_PRECONDITION"), "Cloud.KeyUnusable"],
    ["fails", fails(500, "INTERNAL"), "Cloud.Failed"],
    [
      "has another kind of key",
      at("publicKey", { algorithm: "RSA_SIGN_PSS_2048_SHA256" }),
      "Cloud.OtherCurve",
    ],
    [
      "gives another curve than it says",
      at("publicKey", { algorithm: "EC_SIGN_P256_SHA256" }),
      "Cloud.BadAnswer",
    ],
    ["gives a public key with a wrong checksum", at("publicKey", { pemCrc32c: "1" }), "Cloud.BadAnswer"],
    ["gives a public key without checksum", at("publicKey", { pemCrc32c: undefined }), "Cloud.BadAnswer"],
    ["gives no public key", at("publicKey", { pem: "", pemCrc32c: "0" }), "Cloud.BadAnswer"],
    ["tells of another key", at("publicKey", { name: `${VERSION}0` }), "Cloud.BadAnswer"],
    ["signs for another key's name", at("sign", { name: `${VERSION}0` }), "Cloud.BadAnswer"],
    ["did not get the digest as it was", at("sign", { verifiedDigestCrc32c: false }), "Cloud.BadAnswer"],
    ["gives a signature with a wrong checksum", at("sign", { signatureCrc32c: "1" }), "Cloud.BadAnswer"],
    ["gives no signature", at("sign", { signature: "", signatureCrc32c: "0" }), "Cloud.BadAnswer"],
    [
      "signs with another key",
      at("sign", {
        signature: "MAYCAQECAQE=",
        signatureCrc32c: String(crc32c(Buffer.from("MAYCAQECAQE=", "base64"))),
      }),
      "Signer.OtherKey",
    ],
  ])("that %s: an error without its words, and no card", async (_, bend, code) => {
    const { make, folder } = await cardAt("secp256k1", bend);
    const error = await refusal(make);
    expect(error.code).toBe(code);
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain(WORDS);
    expect(await readdir(folder)).toEqual([]);
  });

  it("that does not answer, or is at an endpoint that is none, gives a clear error", async () => {
    const { folder, place } = await cardAt("secp256k1");
    await service?.stop();
    service = undefined;
    const make = (endpoint: string) =>
      refusal(() => cardFromGcp({ folder, label: "kim" }, { ...place, endpoint }));
    expect((await make(place.endpoint)).code).toBe("Cloud.Unreachable");
    for (const endpoint of [
      "http://kms.googleapis.com",
      "https://kms.example",
      "https://googleapis.com.example",
    ])
      expect((await make(endpoint)).code).toBe("Cloud.BadEndpoint");
  });

  it("is checked by CRC-32C, as its published check value has it", () => {
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.alloc(0))).toBe(0);
  });
});
