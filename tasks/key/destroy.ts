import { hash } from "../../src/canonical.ts";
import { readPacket } from "../../src/distribution/packet.ts";
import { readReceipt } from "../../src/distribution/receipt.ts";
import { proveKept } from "../../src/life/assess.ts";
import { destroy, resume, unfinished } from "../../src/life/destroy.ts";
import { intentOf } from "../../src/life/destruction.ts";
import { checkHandover, handedInPacket, readHandover } from "../../src/life/handover.ts";
import { intend, lastMayGo } from "../../src/life/intent.ts";
import { type KeyOf, keyOf } from "../../src/life/key-of.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { signerNamed } from "../ports/named-signer.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { passwordFor, type SecretOptions } from "../ports/secret.ts";
import { keyPath, personSigner } from "../ports/signer.ts";
import { usesOf } from "../ports/uses.ts";
import { handled } from "../ports/watch.ts";
import { confirm } from "../ui/confirm.ts";
import { destroyedText } from "../ui/destroyed.ts";
import type { Texts } from "./destruction-tasks.ts";

type Options = Spoken &
  PlaceOptions &
  SecretOptions &
  Texts & { key: string; keys: string; records: string; yes: boolean; lastCopy: boolean };

/** One copy of a key goes for good. @throws `Destroy.*`, `Erase.*`, `Token.*`, `Task.*` */
export default answering(async (options: Options, hre) => {
  const { kept, copy: words, records: folder } = options;
  const path = keyPath(options.keys, options.key);
  const operator = await personSigner({ ...options, key: options.operator });
  const secret = { passwordFile: options.pinFile, passwordFd: options.pinFd };
  const stays = kept === undefined ? {} : { stays: () => keptBy(options, kept, path) };
  const last = {
    lastCopy: options.lastCopy,
    uses: async () => usesOf(await keyOf(path), options, hre),
    reason: options.overrideUsed,
    handed: async () => handedTo(options, await keyOf(path)),
  };
  const given = {
    folder,
    operator,
    pin: passwordFor(secret, "the device (its PIN)"),
    device: (card: string) => personSigner({ ...options, ...secret, key: card }),
    ...stays,
    mayGo: async () => lastMayGo(await keyOf(path), last),
    clock: () => new Date(),
  };
  const open = words === undefined ? await unfinished(folder, { copy: { path } }) : undefined;
  if (open !== undefined) return answer(await logged(path, open.record.key, () => resume(open, given)));
  const key = await keyOf(path);
  const intent = await intend({
    key,
    path,
    words,
    medium: options.medium,
    serial: options.serial,
    place: options.spot,
    method: options.method,
    operator: operator.signerBytes,
    witness: options.witness === undefined ? undefined : await signerNamed(options.witness, options),
    ...stays,
    ...last,
    clock: given.clock,
  });
  const again = words === undefined ? undefined : await unfinished(folder, intent);
  if (again !== undefined) return answer(await logged(path, key, () => resume(again, given)));
  const what = `destroy ${intent.copy.name} of key ${key.label} (${key.address})${intent.last ? ", its LAST copy," : ""} for good`;
  await confirm(what, what, options.yes);
  return answer(await logged(path, key, () => destroy(intent, given)));
});

/** That another copy stays, which signs now. */
async function keptBy(options: Options, named: string, path: string) {
  const secret = { passwordFile: options.keptPasswordFile, passwordFd: options.keptPasswordFd };
  const signer = await personSigner({ ...options, ...secret, key: named });
  const gone = options.copy === undefined ? path : undefined;
  return proveKept(keyPath(options.keys, named), signer, await keyOf(path), gone, new Date());
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
  return handled({ file, label, address }, "destroyed", work, ({ record }) => ({
    document: hash(intentOf(record)),
    note: record.copy.name,
  }));
}

function answer(done: Awaited<ReturnType<typeof destroy>>) {
  return { json: done, text: destroyedText(done) };
}
