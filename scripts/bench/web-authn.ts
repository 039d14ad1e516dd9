import { concat, encodeAbiParameters, type Hex, hexToBytes, numberToHex, sha256, slice, toBytes } from "viem";

const HOST = "conclave.example";
const HEAD = '{"type":"webauthn.get","challenge":"';
/** User present and verified. */
const FLAGS = 5;

/**
 * What a passkey gives for a challenge, as OpenZeppelin's verifier reads it: the signature is over the authenticator's data and the hash
 * of a JSON text in which the challenge stands.
 *
 * @param sign r ‖ s over a digest as it is.
 */
export function assertion(challenge: Hex, sign: (digest: Hex) => Hex): Hex {
  const base64 = Buffer.from(hexToBytes(challenge)).toString("base64url");
  const client = `${HEAD}${base64}","origin":"https://${HOST}"}`;
  const authenticator = concat([
    sha256(toBytes(HOST)),
    numberToHex(FLAGS, { size: 1 }),
    numberToHex(1, { size: 4 }),
  ]);
  const signature = sign(sha256(concat([authenticator, sha256(toBytes(client))])));
  return encodeAbiParameters(
    [
      { type: "bytes32" },
      { type: "bytes32" },
      { type: "uint256" },
      { type: "uint256" },
      { type: "bytes" },
      { type: "string" },
    ],
    [
      slice(signature, 0, 32),
      slice(signature, 32, 64),
      BigInt(client.indexOf('"challenge"')),
      BigInt(client.indexOf('"type"')),
      authenticator,
      client,
    ],
  );
}
