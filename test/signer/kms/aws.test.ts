import { readdir, readFile } from "node:fs/promises";
import { recoverTransactionAddress, recoverTypedDataAddress } from "viem";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { isOwn } from "../../../src/keys/ecdsa.ts";
import { withAccount } from "../../../src/signer/account.ts";
import { cardFromAws } from "../../../src/signer/kms/aws.ts";
import { load } from "../../../src/signer/kms/errors.ts";
import { prepare } from "../../../src/signer/message.ts";
import { signerOf } from "../../../src/signer/signer-of.ts";
import { refusal } from "../../keys/refusal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { never, particulars, TYPED, VERIFIER } from "../sample.ts";
import { ARN, type Bend, type Trent, trent } from "./trent.ts";

const ACCESS = "AKIDMARZIPAN42LANTERN";
const SECRET = "walrus-55-copper-violin-secret";
let service: Trent | undefined;

beforeAll(() => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: ACCESS,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  });
});
afterEach(() => service?.stop());

async function cardAt(curve: "secp256k1" | "P-256", bend?: Bend) {
  service = await trent(curve, bend);
  const folder = await temporaryFolder();
  const place = { keyId: "alias/ana", region: "eu-central-1", endpoint: service.endpoint };
  return { folder, place, make: () => cardFromAws({ folder, label: "ana" }, place) };
}

describe.each(["secp256k1", "P-256"] as const)("a key of AWS KMS on %s, by the vendor's SDK", (curve) => {
  it("is described by a card that names the key itself, not its alias", async () => {
    const { make, place } = await cardAt(curve);
    const { card, path } = await make();
    const { point, address } = particulars(curve);
    const { endpoint, region } = place;
    const custody = { kind: "aws-kms", keyId: ARN, region, endpoint, origin: "AWS_KMS" };
    expect(card).toMatchObject({ curve, point, address, custody });
    expect(service?.asked).toEqual(["GetPublicKey", "DescribeKey", "Sign"]);
    const text = await readFile(path, "utf8");
    expect(text.includes(SECRET) || text.includes(ACCESS)).toBe(false);
  });

  it("signs so that contracts take it, whichever s the service gives", async () => {
    const { path, card } = await (await cardAt(curve)).make();
    const signer = await signerOf(path, never, { verifier: VERIFIER });
    const { digest } = prepare(TYPED);
    const signatures = new Set<string>();
    for (let i = 0; i < 6; i++) {
      const signature = await signer.signTypedData(TYPED);
      signatures.add(signature);
      if (curve === "P-256") expect(isOwn(card.point, digest, signature)).toBe(true);
      else expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(card.address);
    }
    expect(service?.high()).toBeGreaterThanOrEqual(3);
    expect(signatures.size).toBe(1);
  });
});

describe("AWS KMS", () => {
  it("lends its secp256k1 keys for transactions, without asking for any password", async () => {
    const { path, card } = await (await cardAt("secp256k1")).make();
    const transaction = { chainId: 1, type: "eip1559", to: `0x${"12".repeat(20)}`, gas: 21_000n } as const;
    const raw = await withAccount(path, never, (account) => account.signTransaction(transaction));
    expect(await recoverTransactionAddress({ serializedTransaction: raw as never })).toBe(card.address);
  });

  const sign =
    (answer: object): Bend =>
    (operation, own) =>
      operation === "Sign" ? { ...own, ...answer } : own;
  const publicKey =
    (answer: object): Bend =>
    (operation, own) =>
      operation === "GetPublicKey" ? { ...own, ...answer } : own;
  const fails =
    (type: string, status = 400): Bend =>
    () => ({ status, __type: type, message: `${SECRET} for ${ACCESS}` });
  it.each<[string, Bend, string]>([
    ["has no such key", fails("NotFoundException"), "Cloud.NoKey"],
    ["denies it", fails("AccessDeniedException"), "Cloud.Denied"],
    ["does not know who asks", fails("UnrecognizedClientException"), "Cloud.Denied"],
    ["has disabled the key", fails("DisabledException"), "Cloud.KeyUnusable"],
    ["is about to delete it", fails("KMSInvalidStateException"), "Cloud.KeyUnusable"],
    ["fails", fails("KMSInternalException", 500), "Cloud.Failed"],
    ["has another kind of key", publicKey({ KeySpec: "RSA_2048" }), "Cloud.OtherCurve"],
    ["has a key for something else", publicKey({ KeyUsage: "KEY_AGREEMENT" }), "Cloud.OtherCurve"],
    ["gives another curve than it says", publicKey({ KeySpec: "ECC_NIST_P256" }), "Cloud.BadAnswer"],
    ["gives no public key", publicKey({ PublicKey: undefined }), "Cloud.BadAnswer"],
    ["gives half a public key", publicKey({ PublicKey: "MFYwEAYHKoZI" }), "Cloud.BadAnswer"],
    [
      "does not describe the key",
      (operation, own) => (operation === "DescribeKey" ? {} : own),
      "Cloud.BadAnswer",
    ],
    ["gives no signature", sign({ Signature: undefined }), "Cloud.BadAnswer"],
    ["gives a signature that is none", sign({ Signature: "MEUCIQ==" }), "Cloud.BadAnswer"],
    ["signs with another key", sign({ Signature: "MAYCAQECAQE=" }), "Signer.OtherKey"],
  ])("that %s: an error without its words, and no card", async (_, bend, code) => {
    const { make, folder } = await cardAt("secp256k1", bend);
    const error = await refusal(make);
    expect(error.code).toBe(code);
    const told = JSON.stringify(report(error)) + String(error.stack);
    expect(told.includes(SECRET) || told.includes(ACCESS)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it("that does not answer, or is at an endpoint that is none, gives a clear error", async () => {
    const { folder, place } = await cardAt("secp256k1");
    await service?.stop();
    service = undefined;
    const at = (endpoint: string) =>
      refusal(() => cardFromAws({ folder, label: "ana" }, { ...place, endpoint }));
    expect((await at(place.endpoint)).code).toBe("Cloud.Unreachable");
    const wrong = [
      "http://kms.amazonaws.com",
      "https://kms.example",
      "https://amazonaws.com.example",
      "https://notamazonaws.com",
      `https://u:${SECRET}@kms.amazonaws.com`,
      "kms",
      "file:///etc/hosts",
    ];
    for (const endpoint of wrong) {
      const error = await at(endpoint);
      expect(error.code).toBe("Cloud.BadEndpoint");
      expect(JSON.stringify(report(error))).not.toContain(SECRET);
    }
  });

  it("without its SDK: says what to install", async () => {
    const error = await refusal(() => load({ name: "aws-kms", sdk: "@aws-sdk/client-of-no-service" }));
    expect(error.code).toBe("Cloud.NoSdk");
    expect(error.details).toEqual({ service: "aws-kms", sdk: "@aws-sdk/client-of-no-service" });
  });
});
