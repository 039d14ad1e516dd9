import { basename, join, resolve } from "node:path";
import { hash } from "../../src/canonical.ts";
import { readPacket } from "../../src/distribution/packet.ts";
import { readReceipt } from "../../src/distribution/receipt.ts";
import { proveKept } from "../../src/life/assess.ts";
import { type Destroyed, intentOf } from "../../src/life/destruction.ts";
import { checkHandover, handedInPacket, readHandover } from "../../src/life/handover.ts";
import { type KeyOf, keyOf } from "../../src/life/key-of.ts";
import { type Struck, strike } from "../../src/life/struck.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { logFolderOf } from "../../src/usage/log/place.ts";
import type { Happening, More, Told } from "../../src/usage/tell.ts";
import { destroyedText } from "../ui/destroyed.ts";
import type { Answer } from "./answer.ts";
import { keyPath, personSigner } from "./signer.ts";
import { handled } from "./watch.ts";

type KeptOptions = {
  readonly keys: string;
  readonly copy: string | undefined;
  readonly keptPasswordFile: string | undefined;
  readonly keptPasswordFd: string | undefined;
};

/** That another copy stays, which signs now. */
export async function keptBy(options: KeptOptions, named: string, path: string) {
  const secret = { passwordFile: options.keptPasswordFile, passwordFd: options.keptPasswordFd };
  const signer = await personSigner({ ...options, ...secret, key: named });
  const gone = options.copy === undefined ? path : undefined;
  return proveKept(keyPath(options.keys, named), signer, await keyOf(path), gone, new Date());
}

/** The owner's receipt, if there is one. */
export async function handedTo(
  { handedOver, packet }: { readonly handedOver: string | undefined; readonly packet: string | undefined },
  { address }: Pick<KeyOf, "address">,
) {
  if (handedOver === undefined) return undefined;
  if (packet === undefined) return checkHandover(await readHandover(handedOver), address);
  return handedInPacket(await readReceipt(handedOver), await readPacket(packet), address);
}

/** Under the logs that tell of the key. What is gone is marked as such. */
export async function carriedOut(
  keys: string,
  file: string,
  { label, address }: Pick<KeyOf, "label" | "address">,
  { backups, operator }: { readonly backups: string | undefined; readonly operator: Signer },
  work: () => Promise<Destroyed>,
): Promise<Answer> {
  const noted = async () => {
    const done = await work();
    return { ...done, ...(await strike(done, backups, operator.signerBytes)) };
  };
  const told = ({ record }: Destroyed) => ({ document: hash(intentOf(record)), note: record.copy.name });
  return answerOf(await handledCopy(keys, { file, label, address }, "destroyed", noted, told), backups);
}

/** A copy may lie anywhere: the log of the folder that the key is used from tells of it, and that beside the copy as well if it is another. */
async function handledCopy<T>(
  keys: string,
  copy: Told,
  event: Happening,
  work: () => Promise<T>,
  more: (result: T) => More,
): Promise<T> {
  // The label may be that of a record which is not known to be the operator's own yet: it leads nowhere.
  const own = { ...copy, file: join(keys, basename(copy.file)) };
  const beside = () => handled(copy, event, work, more);
  const isBoth = resolve(logFolderOf(own.file)) === resolve(logFolderOf(copy.file));
  return isBoth ? beside() : handled(own, event, beside, more);
}

/** What was destroyed, and what the manifest of backups says of it now. */
export function answerOf(
  { path, record, marked, failure }: Destroyed & Struck,
  backups: string | undefined,
): Answer {
  const unmarked = failure === undefined ? {} : { unmarked: failure.toJSON() };
  const where = backups ?? "a manifest of backups: none was found";
  return {
    json: { path, record, marked: marked ?? null, ...unmarked },
    text: destroyedText({ path, record }, marked),
    notes: record.copy.listed === undefined ? [`no copy is marked as destroyed in ${where}`] : [],
    ...(failure === undefined ? {} : { failure }),
  };
}
