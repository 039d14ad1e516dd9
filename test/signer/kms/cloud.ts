import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Curve } from "../../../src/keys/curve.ts";
import { crc32c } from "../../../src/signer/kms/crc32c.ts";
import { particulars, privateKey } from "../sample.ts";
import { SPKI } from "./trent.ts";

export const VERSION = "projects/p/locations/europe-west3/keyRings/r/cryptoKeys/kim/cryptoKeyVersions/1";
const ALGORITHM = { secp256k1: "EC_SIGN_SECP256K1_SHA256", "P-256": "EC_SIGN_P256_SHA256" };

export type Cloud = { readonly endpoint: string; readonly high: () => number; stop(): Promise<void> };
export type Operation = "publicKey" | "version" | "sign";
/** What to answer instead; the fields of the true answer are replaced. */
export type BendCloud = (operation: Operation, answer: Record<string, unknown>) => unknown;

/** Google Cloud KMS over HTTP as far as it is used here, with key 7. */
export async function cloud(curve: Curve, bend: BendCloud = (_, answer) => answer): Promise<Cloud> {
  let signed = 0;
  let high = 0;
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const path = decodeURIComponent(String(request.url)).split("?")[0];
      const operation = path?.endsWith("/publicKey")
        ? "publicKey"
        : path?.endsWith(":asymmetricSign")
          ? "sign"
          : "version";
      const { status = 200, ...answer } = bend(operation, honest(operation, text)) as { status?: number };
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    });
  });

  function honest(operation: Operation, text: string): Record<string, unknown> {
    if (operation === "publicKey") {
      const der = Buffer.from(`${SPKI[curve]}04${particulars(curve).point.slice(2)}`, "hex").toString(
        "base64",
      );
      const pem = `-----BEGIN PUBLIC KEY-----\n${der.slice(0, 64)}\n${der.slice(64)}\n-----END PUBLIC KEY-----\n`;
      return { name: VERSION, pem, pemCrc32c: String(crc32c(Buffer.from(pem))), algorithm: ALGORITHM[curve] };
    }
    if (operation === "version") return { name: VERSION, state: "ENABLED", protectionLevel: "HSM" };
    const asked = JSON.parse(text) as { digest: { sha256: string }; digestCrc32c: string };
    const digest = Uint8Array.from(Buffer.from(asked.digest.sha256, "base64"));
    const algorithm = curve === "P-256" ? p256 : secp256k1;
    const low = algorithm.Signature.fromBytes(
      privateKey(7).use((key) => algorithm.sign(digest, Uint8Array.from(key), { prehash: false })),
    );
    signed += 1;
    if (signed % 2 === 0) high += 1;
    const other = new algorithm.Signature(low.r, algorithm.Point.CURVE().n - low.s);
    const signature = Buffer.from((signed % 2 === 0 ? other : low).toBytes("der"));
    return {
      name: VERSION,
      signature: signature.toString("base64"),
      signatureCrc32c: String(crc32c(signature)),
      verifiedDigestCrc32c: String(crc32c(digest)) === asked.digestCrc32c,
    };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, high: () => high, stop };
}
