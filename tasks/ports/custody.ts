import { resolve } from "node:path";
import { type Address, isAddress } from "viem";
import { BaseError } from "../../src/errors.ts";
import { particulars } from "../../src/keys/particulars.ts";
import type { AskPassword } from "../../src/signer/keystore.ts";
import type { AwsPlace } from "../../src/signer/kms/aws.ts";
import type { GcpPlace } from "../../src/signer/kms/gcp.ts";
import type { CardTarget } from "../../src/signer/new-card.ts";
import type { TokenTarget } from "../../src/signer/pkcs11/keys.ts";
import type { Remote } from "../../src/signer/rpc/remote.ts";
import { passwordFor, type SecretOptions } from "./secret.ts";

export type TokenOptions = {
  readonly module: string | undefined;
  readonly token: string | undefined;
  readonly serial: string | undefined;
  readonly certification: string | undefined;
};

export type CardOptions = {
  readonly label: string;
  readonly keys: string;
  readonly holder: string | undefined;
  readonly purpose: string | undefined;
  readonly certification: string | undefined;
};

/** What people say of a key, as the options have it. */
export function cardTarget({ label, keys, holder, purpose, certification }: CardOptions): CardTarget {
  return {
    label,
    folder: keys,
    ...particulars({ holder, purpose }),
    ...(certification === undefined ? {} : { certification }),
  };
}

/** @throws `Task.CustodyIncomplete` */
export function tokenTarget(options: CardOptions & TokenOptions): TokenTarget {
  const { module, token } = needed("pkcs11", { module: options.module, token: options.token });
  const { serial } = options;
  return {
    ...cardTarget(options),
    module: resolve(module),
    token,
    ...(serial === undefined ? {} : { serial }),
  };
}

export type RemoteOptions = {
  readonly url: string | undefined;
  readonly urlFile: string | undefined;
  readonly address: string | undefined;
  readonly method: string;
  readonly params: string;
};

/** @throws `Task.CustodyIncomplete`, `Task.BadRemote` */
export function remoteTarget(options: CardOptions & RemoteOptions): {
  readonly target: CardTarget & { readonly address: Address };
  readonly remote: Remote;
} {
  const { url, urlFile, method, params } = options;
  const { address, url: where } = needed("rpc", { address: options.address, url: url ?? urlFile });
  if (url !== undefined && urlFile !== undefined)
    throw badRemote("url", "--url and --url-file are both given");
  if (!isAddress(address)) throw badRemote("address", `"${address}" is no address, or its checksum is wrong`);
  if (params !== "object" && params !== "string")
    throw badRemote("params", "--params takes object or string");
  const place = urlFile === undefined ? { url: where } : { urlFile: resolve(urlFile) };
  return { target: { ...cardTarget(options), address }, remote: { ...place, method, params } };
}

function badRemote(option: string, message: string): BaseError {
  return new BaseError({
    code: "Task.BadRemote",
    message,
    fix: "say how the signer is asked, such as --url http://127.0.0.1:9000 --method eth_signTypedData --params object",
    details: { option },
  });
}

export type CloudOptions = {
  readonly keyId: string | undefined;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
};

/** @throws `Task.CustodyIncomplete` */
export function awsTarget(options: CardOptions & CloudOptions): {
  readonly target: CardTarget;
  readonly place: AwsPlace;
} {
  const { endpoint } = options;
  const place = needed("aws-kms", { keyId: options.keyId, region: options.region });
  return {
    target: cardTarget(options),
    place: { ...place, ...(endpoint === undefined ? {} : { endpoint }) },
  };
}

/** @throws `Task.CustodyIncomplete` */
export function gcpTarget(options: CardOptions & CloudOptions): {
  readonly target: CardTarget;
  readonly place: GcpPlace;
} {
  const { keyId: version } = needed("gcp-kms", { keyId: options.keyId });
  return { target: cardTarget(options), place: { version, endpoint: options.endpoint } };
}

/** A token's PIN comes as passwords do. */
export function pinFor(options: SecretOptions, token: string): AskPassword {
  return passwordFor(options, `the token ${token} (its PIN)`);
}

/** What a custody cannot do without. @throws `Task.CustodyIncomplete` */
export function needed<K extends string>(
  custody: string,
  values: Readonly<Record<K, string | undefined>>,
): Readonly<Record<K, string>> {
  const missing = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === 0) return values as Readonly<Record<K, string>>;
  const flags = missing.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  throw new BaseError({
    code: "Task.CustodyIncomplete",
    message: `a key kept by ${custody} is not found without ${flags.join(", ")}`,
    fix: "add what is missing; docs/custody.md has an example for each kind",
    details: { custody, missing },
  });
}

/** @throws `Task.NoSuchCustody` */
export function noSuchCustody(custody: string, known: readonly string[]): BaseError {
  return new BaseError({
    code: "Task.NoSuchCustody",
    message: `there is no custody "${custody}" for this command`,
    fix: `use one of: ${known.join(", ")}`,
    details: { custody, known },
  });
}
