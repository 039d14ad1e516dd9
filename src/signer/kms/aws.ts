import type { Hex } from "viem";
import type { Curve } from "../../keys/curve.ts";
import { isOnCurve } from "../../keys/point.ts";
import { assertLabel } from "../../keys/store.ts";
import type { CardOf } from "../card.ts";
import { pointFromSpki, signatureFromDer } from "../der.ts";
import { type CardTarget, type SavedCard, saveTried } from "../new-card.ts";
import { endpointOf } from "./endpoint.ts";
import { badAnswer, cloudError, load, otherCurve, type Service } from "./errors.ts";

const SERVICE: Service = { name: "aws-kms", sdk: "@aws-sdk/client-kms" };
const DOMAINS = ["amazonaws.com", "amazonaws.com.cn", "api.aws"];
const PATIENCE = 30_000;
const CURVES: Readonly<Record<string, Curve>> = { ECC_SECG_P256K1: "secp256k1", ECC_NIST_P256: "P-256" };

/** The part of the SDK that is used here; the package may be missing. */
type Command = new (input: Readonly<Record<string, unknown>>) => object;
type Sdk = Readonly<Record<"GetPublicKeyCommand" | "DescribeKeyCommand" | "SignCommand", Command>> & {
  readonly KMSClient: new (
    options: Readonly<Record<string, unknown>>,
  ) => {
    send(command: object, options: { abortSignal: AbortSignal }): Promise<Readonly<Record<string, unknown>>>;
    destroy(): void;
  };
};

/** Where a key is. Who may use it, the SDK finds out in its own way: environment, profile, single sign-on, machine. */
export type AwsPlace = {
  readonly keyId: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
};

/**
 * Writes the card of a key of AWS KMS, once it has signed. An alias is resolved: the card names the key itself.
 * @throws `Cloud.*`, `Signer.OtherKey`, what `writeCard` throws
 */
export async function cardFromAws(target: CardTarget, place: AwsPlace): Promise<SavedCard> {
  assertLabel(target.label);
  const told = await call(place, "GetPublicKeyCommand", {});
  const curve = CURVES[String(told.KeySpec)];
  if (curve === undefined || told.KeyUsage !== "SIGN_VERIFY") throw otherCurve(SERVICE, told.KeySpec);
  const point = told.PublicKey instanceof Uint8Array ? pointFromSpki(curve, told.PublicKey) : undefined;
  if (point === undefined || !isOnCurve(curve, point)) throw badAnswer(SERVICE, "no public key of the curve");
  const { keyId, origin } = await itself(place, told.KeyId);
  const { region, endpoint } = place;
  const own = { keyId, region, ...(endpoint === undefined ? {} : { endpoint }) };
  const custody = { kind: "aws-kms", ...own, origin } as const;
  return saveTried(target, { curve, point, custody }, (digest) => sign(own, curve, digest));
}

/** r ‖ s by a card's key. @throws `Cloud.*` */
export function signWithAws({ custody, curve }: CardOf<"aws-kms">, digest: Hex): Promise<Hex> {
  return sign(custody, curve, digest);
}

async function itself(place: AwsPlace, keyId: unknown): Promise<{ keyId: string; origin: string }> {
  const { KeyMetadata } = await call(
    { ...place, keyId: String(keyId ?? place.keyId) },
    "DescribeKeyCommand",
    {},
  );
  const { Arn, Origin } = (KeyMetadata ?? {}) as { Arn?: unknown; Origin?: unknown };
  if (typeof Arn !== "string" || typeof Origin !== "string")
    throw badAnswer(SERVICE, "no description of the key");
  return { keyId: Arn, origin: Origin };
}

async function sign(place: AwsPlace, curve: Curve, digest: Hex): Promise<Hex> {
  const { Signature } = await call(place, "SignCommand", {
    Message: Buffer.from(digest.slice(2), "hex"),
    MessageType: "DIGEST",
    SigningAlgorithm: "ECDSA_SHA_256",
  });
  const signature = Signature instanceof Uint8Array ? signatureFromDer(curve, Signature) : undefined;
  if (signature === undefined) throw badAnswer(SERVICE, "no ECDSA signature");
  return signature;
}

async function call(
  { keyId, region, endpoint }: AwsPlace,
  command: "GetPublicKeyCommand" | "DescribeKeyCommand" | "SignCommand",
  input: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  if (endpoint !== undefined) endpointOf(endpoint, DOMAINS);
  const sdk = await load<Sdk>(SERVICE);
  const own = endpoint === undefined ? {} : { endpoint };
  const client = new sdk.KMSClient({ region, maxAttempts: 2, ...own });
  try {
    const request = new sdk[command]({ KeyId: keyId, ...input });
    return await client.send(request, { abortSignal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    throw cloudError(SERVICE, command.replace("Command", ""), error);
  } finally {
    client.destroy();
  }
}
