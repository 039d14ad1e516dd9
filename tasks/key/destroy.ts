import { basename, resolve } from "node:path";
import type { Hex } from "viem";
import { hash } from "../../src/canonical.ts";
import { readPacket } from "../../src/distribution/packet.ts";
import { readReceipt } from "../../src/distribution/receipt.ts";
import { BaseError } from "../../src/errors.ts";
import { sha256Of } from "../../src/life/archive-file.ts";
import { assertMayGo, proveKept } from "../../src/life/assess.ts";
import { destroy, resume, unfinished } from "../../src/life/destroy.ts";
import { type Intent, intentOf } from "../../src/life/destruction.ts";
import { checkHandover, handedInPacket, readHandover } from "../../src/life/handover.ts";
import { type KeyOf, keyOf } from "../../src/life/key-of.ts";
import { handling } from "../../src/usage/tell.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { signerNamed } from "../ports/named-signer.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { passwordFor, type SecretOptions } from "../ports/secret.ts";
import { keyPath, personSigner } from "../ports/signer.ts";
import { usesOf } from "../ports/uses.ts";
import { confirm } from "../ui/confirm.ts";
import { destroyedText } from "../ui/destroyed.ts";

type Text = string | undefined;
type Options = Spoken &
  PlaceOptions &
  SecretOptions & {
    key: string;
    keys: string;
    operator: Text;
    witness: Text;
    records: string;
    yes: boolean;
  } & {
    [N in
      | "copy"
      | "medium"
      | "serial"
      | "spot"
      | "method"
      | "kept"
      | "overrideUsed"
      | "handedOver"
      | "packet"
      | "chains"]: Text;
  } & { lastCopy: boolean; keptPasswordFile: Text; keptPasswordFd: Text; pinFile: Text; pinFd: Text };

/** One copy of a key goes for good. @throws `Destroy.*`, `Erase.*`, `Token.*`, `Task.*` */
export default answering(async (options: Options, hre) => {
  const path = keyPath(options.keys, options.key);
  const operator = await personSigner({ ...options, key: options.operator });
  const pin = passwordFor(
    { passwordFile: options.pinFile, passwordFd: options.pinFd },
    "the device (its PIN)",
  );
  const device = (card: string) =>
    personSigner({ ...options, key: card, passwordFile: options.pinFile, passwordFd: options.pinFd });
  const { kept } = options;
  const gone = options.copy === undefined ? path : undefined;
  const stays = async () => keptBy(options, kept ?? "", await keyOf(path), gone, new Date());
  const given = {
    folder: options.records,
    operator,
    pin,
    device,
    ...(kept === undefined ? {} : { stays }),
    clock: () => new Date(),
  };
  const open = options.copy === undefined ? await unfinished(options.records, { copy: { path } }) : undefined;
  if (open !== undefined) return answer(await logged(path, open.record.key, () => resume(open, given)));
  const key = await keyOf(path);
  const intent = await intentFrom(options, path, key, operator.signerBytes, hre);
  const again = options.copy === undefined ? undefined : await unfinished(options.records, intent);
  if (again !== undefined) return answer(await logged(path, key, () => resume(again, given)));
  const words = `destroy ${intent.copy.name} of key ${key.label} (${key.address})${intent.last ? ", its LAST copy," : ""} for good`;
  await confirm(words, words, options.yes);
  return answer(await logged(path, key, () => destroy(intent, given)));
});

async function intentFrom(
  options: Options,
  path: string,
  key: KeyOf,
  operator: Hex,
  hre: Parameters<typeof usesOf>[2],
): Promise<Intent> {
  const isFile = options.copy === undefined;
  if (isFile && key.kind === "note") throw isNote(path);
  const kind = !isFile ? "other" : key.kind === "card" ? "pkcs11" : "keystore";
  const method =
    options.method ??
    (kind === "other"
      ? undefined
      : kind === "pkcs11"
        ? "destroyed by the device"
        : "overwritten and removed");
  if (options.witness === undefined || method === undefined) throw incomplete();
  const now = new Date();
  const kept =
    options.kept === undefined
      ? undefined
      : await keptBy(options, options.kept, key, isFile ? path : undefined, now);
  const use = kept === undefined && options.lastCopy ? await usesOf(key, options, hre) : [];
  const handed = await handedTo(options, key);
  const { lastCopy, overrideUsed: reason } = options;
  const override =
    kept === undefined ? assertMayGo(key.address, { lastCopy, use, reason, handed }) : undefined;
  const { medium, serial, spot: place } = options;
  return {
    version: 1,
    type: "conclave-destruction",
    key: { label: key.label, address: key.address, curve: key.curve },
    copy: {
      kind,
      name: options.copy ?? basename(path),
      ...(isFile ? { path: resolve(path), sha256: (await sha256Of(path)) as Hex } : {}),
      ...(medium === undefined ? {} : { medium }),
      ...(serial === undefined ? {} : { serial }),
      ...(place === undefined ? {} : { place }),
    },
    last: kept === undefined,
    ...(kept === undefined ? {} : { kept }),
    use,
    ...(override === undefined ? {} : { override }),
    method,
    begun: now.toISOString(),
    operator,
    witness: await signerNamed(options.witness, options),
  };
}

/** That another copy stays, which signs now. */
async function keptBy(options: Options, named: string, key: KeyOf, gone: string | undefined, now: Date) {
  const secret = { passwordFile: options.keptPasswordFile, passwordFd: options.keptPasswordFd };
  const signer = await personSigner({ ...options, ...secret, key: named });
  return proveKept(keyPath(options.keys, named), signer, key, gone, now);
}

async function handedTo({ handedOver, packet }: Options, { address }: KeyOf) {
  if (handedOver === undefined) return undefined;
  if (packet === undefined) return checkHandover(await readHandover(handedOver), address);
  return handedInPacket(await readReceipt(handedOver), await readPacket(packet), address);
}

/** Under the log of the key's folder; of a file that may be gone already, the record says whose it was. */
async function logged(
  file: string,
  { label, address }: Pick<KeyOf, "label" | "address">,
  work: () => ReturnType<typeof destroy>,
) {
  return handling({ file, label, address }, "destroyed", work, ({ record }) => ({
    document: hash(intentOf(record)),
    note: record.copy.name,
  }));
}

function answer(done: Awaited<ReturnType<typeof destroy>>) {
  return { json: done, text: destroyedText(done) };
}

function isNote(path: string): BaseError {
  return new BaseError({
    code: "Task.OnlyANote",
    message: `${path} is a note that the key is archived: there is no key in it`,
    fix: "name the keystore in the pack; or say with --copy which paper or device was destroyed",
    details: { path },
  });
}

function incomplete(): BaseError {
  return new BaseError({
    code: "Task.DestructionIncomplete",
    message: "a destruction needs a witness, and for what is no file the method",
    fix: "add --witness with the witness's account or label in the charter, and --method",
  });
}
