import type { Hex } from "viem";
import type { Curve } from "../../keys/curve.ts";
import { isOnCurve } from "../../keys/point.ts";
import { assertLabel } from "../../keys/store.ts";
import type { CardOf } from "../card.ts";
import { pointFromSpki, signatureFromDer } from "../der.ts";
import { type CardTarget, type SavedCard, saveTried } from "../new-card.ts";
import { isHere } from "../rpc/place.ts";
import { crc32c } from "./crc32c.ts";
import { endpointOf } from "./endpoint.ts";
import { badAnswer, cloudError, load, otherCurve, type Service } from "./errors.ts";

const SERVICE: Service = { name: "gcp-kms", sdk: "@google-cloud/kms" };
const DOMAINS = ["googleapis.com"];
const PATIENCE = 30_000;
const CURVES: Readonly<Record<string, Curve>> = {
  EC_SIGN_SECP256K1_SHA256: "secp256k1",
  EC_SIGN_P256_SHA256: "P-256",
};

type Answer = Readonly<Record<string, unknown>>;
type Method = "getPublicKey" | "getCryptoKeyVersion" | "asymmetricSign";
type Client = Readonly<
  Record<Method, (request: object, options: object) => Promise<[Answer, ...unknown[]]>>
> & {
  close(): Promise<void>;
};
/** The part of the SDK that is used here; the package may be missing. */
type Sdk = {
  readonly default: { readonly KeyManagementServiceClient: new (options: Answer) => Client };
};

/** One version of a key: `projects/…/cryptoKeyVersions/1`. Who may use it, the SDK finds out in its own way. */
export type GcpPlace = { readonly version: string; readonly endpoint?: string | undefined };

/**
 * Writes the card of a key of Google Cloud KMS, once it has signed.
 * @throws `Cloud.*`, `Signer.OtherKey`, what `writeCard` throws
 */
export async function cardFromGcp(target: CardTarget, place: GcpPlace): Promise<SavedCard> {
  assertLabel(target.label);
  return withClient(place, async (call) => {
    const told = await call("getPublicKey", {});
    const curve = CURVES[String(told.algorithm)];
    if (curve === undefined) throw otherCurve(SERVICE, told.algorithm);
    const point = pointOf(curve, told);
    if (point === undefined)
      throw badAnswer(SERVICE, "no public key of the curve, or one that was damaged on its way");
    const { protectionLevel, importJob } = await call("getCryptoKeyVersion", {});
    const protection = String(protectionLevel);
    if (!/^[A-Z_]{1,40}$/.test(protection)) throw badAnswer(SERVICE, "no description of the key");
    const imported = typeof importJob === "string" && importJob !== "";
    const { version, endpoint } = place;
    const own = endpoint === undefined ? { version } : { version, endpoint };
    const custody = { kind: "gcp-kms", ...own, protection, imported } as const;
    return saveTried(target, { curve, point, custody }, (digest) => sign(call, curve, digest));
  });
}

/** r ‖ s by a card's key. @throws `Cloud.*` */
export function signWithGcp({ custody, curve }: CardOf<"gcp-kms">, digest: Hex): Promise<Hex> {
  return withClient(custody, (call) => sign(call, curve, digest));
}

type Call = (method: Method, request: object) => Promise<Answer>;

async function sign(call: Call, curve: Curve, digest: Hex): Promise<Hex> {
  // The field is named after SHA-256, and takes any 32 bytes.
  const sha256 = Buffer.from(digest.slice(2), "hex");
  const answer = await call("asymmetricSign", {
    digest: { sha256 },
    digestCrc32c: { value: crc32c(sha256) },
  });
  const { signature, verifiedDigestCrc32c } = answer;
  const arrived = verifiedDigestCrc32c === true && signature instanceof Uint8Array;
  if (!arrived || crcOf(answer.signatureCrc32c) !== crc32c(signature))
    throw badAnswer(SERVICE, "no signature, or one that was damaged on its way");
  const compact = signatureFromDer(curve, signature);
  if (compact === undefined) throw badAnswer(SERVICE, "no ECDSA signature");
  return compact;
}

function pointOf(curve: Curve, { pem, pemCrc32c }: Answer): Hex | undefined {
  if (typeof pem !== "string" || crcOf(pemCrc32c) !== crc32c(Buffer.from(pem))) return undefined;
  const base64 = /^-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(
    pem,
  )?.[1];
  const point = base64 === undefined ? undefined : pointFromSpki(curve, Buffer.from(base64, "base64"));
  return point !== undefined && isOnCurve(curve, point) ? point : undefined;
}

function crcOf(wrapped: unknown): number | undefined {
  const value = (wrapped as { value?: unknown } | null | undefined)?.value;
  return value === undefined || value === null ? undefined : Number(String(value));
}

async function withClient<T>({ version, endpoint }: GcpPlace, use: (call: Call) => Promise<T>): Promise<T> {
  const where = endpoint === undefined ? {} : at(endpointOf(endpoint, DOMAINS));
  const sdk = await load<Sdk>(SERVICE);
  // Over HTTP rather than gRPC: one request, nothing that stays open.
  const client = new sdk.default.KeyManagementServiceClient({ fallback: true, ...where });
  // Without this it would ask again and again until the time is over.
  const options = { timeout: PATIENCE, retry: { retryCodes: [] } };
  try {
    return await use(async (method, request) => {
      try {
        const [answer] = await client[method]({ name: version, ...request }, options);
        if (answer.name === version) return answer;
      } catch (error) {
        throw cloudError(SERVICE, method, withoutLogin(error) ? { name: "CredentialsMissing" } : error);
      }
      throw badAnswer(SERVICE, "it is about another key");
    });
  } finally {
    // What could not begin cannot be closed either: that is not the error to tell of.
    await client.close().catch(() => undefined);
  }
}

function at({ protocol, hostname, port }: URL): Answer {
  const own = { protocol: protocol.replace(":", ""), apiEndpoint: hostname };
  const numbered = port === "" ? own : { ...own, port: Number(port) };
  if (!isHere(hostname)) return numbered;
  // Nobody logs in at a double on this machine, and no credentials go to one.
  const anonymous = {
    universeDomain: "googleapis.com",
    getRequestHeaders: async () => new Headers(),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
  };
  return { ...numbered, authClient: anonymous };
}

function withoutLogin(error: unknown): boolean {
  return error instanceof Error && /default credentials|invalid_grant|invalid_rapt/.test(error.message);
}
