import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Curve } from "../../../src/keys/curve.ts";
import { particulars, privateKey } from "../sample.ts";

export const SPKI = {
  secp256k1: "3056301006072a8648ce3d020106052b8104000a034200",
  "P-256": "3059301306072a8648ce3d020106082a8648ce3d030107034200",
};
const SPEC = { secp256k1: "ECC_SECG_P256K1", "P-256": "ECC_NIST_P256" };
export const ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

export type Trent = {
  readonly endpoint: string;
  /** Operations that were asked for, in order. */
  readonly asked: string[];
  /** Signatures with high s so far. */
  readonly high: () => number;
  stop(): Promise<void>;
};

/** What to answer instead; the fields of the true answer are replaced. */
export type Bend = (operation: string, answer: Record<string, unknown>) => unknown;

/** AWS KMS as far as it is used here, with key 7: the protocol is JSON 1.1, the service's name within is Trent. */
export async function trent(curve: Curve, bend: Bend = (_, answer) => answer): Promise<Trent> {
  const asked: string[] = [];
  let high = 0;
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const operation = String(request.headers["x-amz-target"]).replace("TrentService.", "");
      asked.push(operation);
      const { status = 200, ...answer } = bend(operation, honest(operation, text)) as { status?: number };
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer));
    });
  });

  function honest(operation: string, text: string): Record<string, unknown> {
    if (operation === "GetPublicKey") {
      const der = Buffer.from(`${SPKI[curve]}04${particulars(curve).point.slice(2)}`, "hex");
      return { KeyId: ARN, KeySpec: SPEC[curve], KeyUsage: "SIGN_VERIFY", PublicKey: der.toString("base64") };
    }
    if (operation === "DescribeKey")
      return { KeyMetadata: { KeyId: ARN.split("/")[1], Arn: ARN, Origin: "AWS_KMS" } };
    const { Message, MessageType, SigningAlgorithm } = JSON.parse(text) as Record<string, string>;
    if (MessageType !== "DIGEST" || SigningAlgorithm !== "ECDSA_SHA_256")
      return { status: 400, __type: "ValidationException" };
    const digest = Uint8Array.from(Buffer.from(Message ?? "", "base64"));
    const algorithm = curve === "P-256" ? p256 : secp256k1;
    // The service knows no low s: every other signature has the other one.
    const low = algorithm.Signature.fromBytes(
      privateKey(7).use((key) => algorithm.sign(digest, Uint8Array.from(key), { prehash: false })),
    );
    const order = algorithm.Point.CURVE().n;
    const turned = asked.length % 2 === 0;
    if (turned) high += 1;
    const given = turned ? new algorithm.Signature(low.r, order - low.s) : low;
    return {
      KeyId: ARN,
      SigningAlgorithm,
      Signature: Buffer.from(given.toBytes("der")).toString("base64"),
    };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, asked, high: () => high, stop };
}
