import { BaseError } from "../../errors.ts";

/** Which cloud service, for people; its SDK is an optional peer that whoever uses it installs. */
export type Service = { readonly name: "aws-kms" | "gcp-kms"; readonly sdk: string };

/** The SDK, loaded when it is used. @throws `Cloud.NoSdk` */
export async function load<T>({ name, sdk }: Service): Promise<T> {
  try {
    return (await import(sdk)) as T;
  } catch {
    throw new BaseError({
      code: "Cloud.NoSdk",
      message: `keys kept by ${name} are reached through the package ${sdk}, which is not installed`,
      fix: `run \`npm install ${sdk}\``,
      details: { service: name, sdk },
    });
  }
}

/** One of our errors for what an SDK threw: of its text, which holds accounts and requests, the name alone is kept. */
export function cloudError({ name: service }: Service, during: string, error: unknown): BaseError {
  if (error instanceof BaseError) return error;
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const said = [name, code].map(wordOf).find((word) => word !== undefined && word !== "Error") ?? "Error";
  const details = { service, during, said };
  if (/NotFound|^5$/.test(said)) {
    return new BaseError({
      code: "Cloud.NoKey",
      message: `${service} has no such key in that place`,
      fix: "check key, region and account",
      details,
    });
  }
  if (
    /AccessDenied|PERMISSION_DENIED|^7$|UnrecognizedClient|InvalidSignature|ExpiredToken|Credentials|^16$/.test(
      said,
    )
  ) {
    return new BaseError({
      code: "Cloud.Denied",
      message: `${service} does not let you use the key (${said})`,
      fix: "log in with the service's own tool, and check that you may read the public key and sign",
      details,
    });
  }
  if (/Disabled|InvalidState|KeyUnavailable|InvalidKeyUsage|^9$/.test(said)) {
    return new BaseError({
      code: "Cloud.KeyUnusable",
      message: `the key at ${service} cannot sign now (${said})`,
      fix: "look at its state: disabled, pending deletion or import, or made for something else",
      details,
    });
  }
  if (/Timeout|Abort|ECONN|ENOTFOUND|EAI_AGAIN|^4$|^14$/.test(said)) {
    return new BaseError({
      code: "Cloud.Unreachable",
      message: `${service} does not answer (${said})`,
      fix: "check the network, region and endpoint; nothing was signed",
      details,
    });
  }
  return new BaseError({
    code: "Cloud.Failed",
    message: `${service} failed during ${during} (${said})`,
    fix: "look the name up in the service's manual; nothing was sent on",
    details,
  });
}

/** An answer that cannot be used: not a public key of the curve, not a signature. */
export function badAnswer({ name: service }: Service, what: string): BaseError {
  return new BaseError({
    code: "Cloud.BadAnswer",
    message: `what ${service} answers is not usable: ${what}`,
    fix: "check the endpoint; if it is the service's own, try again, then ask its support",
    details: { service, what },
  });
}

/** @throws `Cloud.OtherCurve` */
export function otherCurve({ name: service }: Service, told: unknown): BaseError {
  const kind = wordOf(told) ?? "unknown";
  return new BaseError({
    code: "Cloud.OtherCurve",
    message: `the key at ${service} is of kind ${kind}, which signs for nothing here`,
    fix: "make a signing key on secp256k1 for accounts, or on P-256 for ERC-7913 signers",
    details: { service, kind },
  });
}

/** One word of a service's, such as a name of an error; undefined for a text, which may hold anything. */
function wordOf(value: unknown): string | undefined {
  return /^\w{1,60}$/.exec(String(value ?? ""))?.[0];
}
