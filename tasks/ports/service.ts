import { BaseError } from "../../src/errors.ts";
import { readPassword } from "../../src/keys/password.ts";
import type { Secret } from "../../src/keys/secret.ts";
import { printable } from "../../src/printable.ts";
import { openService, type Service } from "../../src/safe/service.ts";

/** Which Transaction Service, and the file or descriptor its key comes from: never arguments or the environment. */
export type ServiceOptions = {
  /** A URL, or `hosted` for Safe's own. */
  readonly service: string | undefined;
  readonly serviceKeyFile: string | undefined;
  readonly serviceKeyFd: string | undefined;
};

/** The service that is named, if one is. Its progress goes to standard error. @throws `Task.TwoServiceKeys`, `SafeService.*`, `Password.*`, `Files.*` */
export async function serviceIfAny(options: ServiceOptions, chainId: number): Promise<Service | undefined> {
  if (options.service === undefined) return undefined;
  const url = options.service === "hosted" ? undefined : options.service;
  const key = await serviceKey(options);
  try {
    const tell = (note: string) => process.stderr.write(`${printable(note)}\n`);
    return openService({ chainId, url, key, patience: { tell } });
  } finally {
    key?.wipe();
  }
}

/** @throws `Task.NoService`, what {@link serviceIfAny} throws */
export async function serviceFor(options: ServiceOptions, chainId: number): Promise<Service> {
  const service = await serviceIfAny(options, chainId);
  if (service !== undefined) return service;
  throw new BaseError({
    code: "Task.NoService",
    message: "which Transaction Service? none is named",
    fix: "add --service with its URL (it ends in /api), or --service hosted with a key for Safe's own",
  });
}

async function serviceKey({ serviceKeyFile, serviceKeyFd }: ServiceOptions): Promise<Secret | undefined> {
  if (serviceKeyFile !== undefined && serviceKeyFd !== undefined) {
    throw new BaseError({
      code: "Task.TwoServiceKeys",
      message: "--service-key-file and --service-key-fd are both given",
      fix: "give one of the two",
    });
  }
  const subject = "the Transaction Service";
  if (serviceKeyFile !== undefined) return readPassword({ kind: "file", path: serviceKeyFile }, subject);
  if (serviceKeyFd === undefined) return undefined;
  const descriptor = /^\d{1,4}$/.test(serviceKeyFd) ? Number(serviceKeyFd) : -1;
  return readPassword({ kind: "descriptor", descriptor }, subject);
}
