import { basename } from "node:path";
import { contentOf, type Packet } from "../../src/distribution/packet.ts";
import { fingerprint } from "../../src/distribution/phrase.ts";
import type { Proof, Receipt } from "../../src/distribution/receipt.ts";
import { shorten } from "../../src/keys/age/recipient.ts";
import type { Saved } from "../../src/keys/store.ts";
import { identityOf } from "../../src/signer/signature.ts";
import { command } from "./command.ts";
import { facts, sections } from "./table.ts";

type Known = { readonly path?: string; readonly recipient: string; readonly words: string };

export function identityText({ path, recipient, words }: Known): string {
  return sections(
    facts([
      ...(path === undefined ? [] : [["identity", path] as const]),
      ["recipient", recipient],
      ["its words", words],
    ]),
    "Send the recipient to whoever is to send you keys, and read them the words over another channel.",
  );
}

export function recipientsText(recipients: readonly string[]): string {
  return facts(recipients.map((recipient) => [shorten(recipient), fingerprint(recipient)]));
}

export function sealedText(path: string, packet: Packet, phrase: string): string {
  return sections(
    facts([
      ["packet", path],
      ["holds", contentOf(packet.subject)],
      ...packet.recipients.map((recipient) => ["for", shorten(recipient)] as const),
      ["opens until", packet.deadline],
      ["check phrase", phrase],
    ]),
    "Send the file, and read the check phrase to the receiver over another channel. Keep your own copy until the receipt is there.",
  );
}

export function openedShareText(file: string, path: string): string {
  return sections(
    facts([["share", path]]),
    `It is in clear: print it or encrypt it, then remove the file. Make the receipt now (\`${command(`packet receipt ${basename(file)} --key <yours>`)}\`), and delete the packet.`,
  );
}

export function openedText(file: string, { path, address, curve, point }: Saved): string {
  return sections(
    facts([["keystore", path], curve === "P-256" ? ["public key", point] : ["address", address]]),
    `It opens with your own password. Make the receipt now (\`${command(`packet receipt ${basename(file)}`)}\`), and delete the packet.`,
  );
}

export function receiptText(path: string, receipt: Receipt): string {
  return sections(
    facts([
      ["receipt", path],
      ["for", receipt.content],
      ["opened at", receipt.received],
    ]),
    adviceOn(path, receipt),
  );
}

function adviceOn(path: string, { receiver, signatures }: Receipt): string {
  if (receiver === undefined)
    return "Send it to the sender. It is signed by the received key alone, which the sender has, too: with --key or --account it proves to others as well.";
  return signatures.receiver === undefined
    ? `Sign it with your wallet before you send it: ${command(`packet typed-receipt ${path} --account ${identityOf(receiver)}`)}`
    : "Send it to the sender.";
}

export function proofText({ content, received, key, receiver }: Proof): string {
  return sections(
    facts([
      ["arrived", content],
      ["opened at", received],
      ...(key === undefined ? [] : [["signed by", key] as const]),
      ["receiver", receiver ?? "has not signed: it proves nothing to others than the sender"],
    ]),
    "The receiver has it. Destroy your own copy unless you are to keep it.",
  );
}
