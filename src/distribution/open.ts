import { join, resolve } from "node:path";
import type { Address } from "viem";
import { BaseError } from "../errors.ts";
import { isThere } from "../folder.ts";
import type { Cost } from "../keys/keystore.ts";
import type { Secret } from "../keys/secret.ts";
import { assertLabel, describe, keep, type Particulars, type Saved } from "../keys/store.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { writeSecretFile } from "../new-file.ts";
import { lendSecret } from "../secret-files.ts";
import { type AskPassword, lend } from "../signer/keystore.ts";
import { checkPacket } from "./check.ts";
import { readIdentity } from "./identity.ts";
import { contentOf, idOf, type KeySubject, type Packet, type ShareSubject } from "./packet.ts";
import { assertUnopened, opening } from "./record.ts";

export type Receiving = {
  /** The identity's file, and its password. */
  readonly identity: string;
  readonly identityPassword: AskPassword;
  readonly phrase: string;
  readonly from: Address;
  /** Where what was opened is noted down. */
  readonly records: string;
  readonly now?: Date;
};

/** Where the key goes. What is left out is taken from the packet. */
export type Destination = Partial<Omit<Particulars, "created">> & {
  readonly folder: string;
  readonly cost?: Cost;
  /** Lends the new keystore's own password. */
  readonly password: <T>(use: (password: Secret) => Promise<T>) => Promise<T>;
};

/**
 * Opens a packet that holds a key, and writes the key to a new keystore under the receiver's own password. Nobody is asked for a
 * password, and nothing decrypted, before everything that can be checked has been.
 * @throws what `checkPacket`, `opening`, `keep` and the strongroom throw, `Packet.OtherContent`, `Packet.NameTaken`
 */
export async function openKey(packet: Packet, receiving: Receiving, to: Destination): Promise<Saved> {
  const { subject } = packet;
  if (subject.kind !== "key") throw otherContent(packet);
  const label = to.label ?? subject.label;
  assertLabel(label);
  const path = join(to.folder, `${label}.json`);
  const admitted = await admit(packet, receiving, path);
  const { curve, point } = subject;
  const particulars = { ...told(subject), ...to, label };
  return lend(receiving.identityPassword, (identityPassword) =>
    to.password(async (password) => {
      const { asked, record } = admitted;
      const request = {
        ...asked,
        expected: { ...asked.expected, curve, point },
        description: describe(particulars),
        cost: to.cost ?? "standard",
      };
      return opening(receiving.records, record.packet, async (begin) => {
        const { token, ...written } = await inStrongroom("unwrapKey", request, {
          identityPassword,
          password,
        });
        await begin({ ...record, token });
        return keep(written, { ...particulars, folder: to.folder, password });
      });
    }),
  );
}

/** Where a share that was received is kept: by its label, or by set and place as its paper says them. @throws `Store.BadLabel` */
export function sharePath(folder: string, subject: ShareSubject, label?: string): string {
  const place = subject.kind === "share" ? `${subject.group + 1}-${subject.member + 1}` : subject.index;
  const name = label ?? `share-${subject.set}-${place}`;
  assertLabel(name);
  return join(folder, `${name}.txt`);
}

/**
 * Opens a packet that holds a share, and writes the share to a new file (0600), which is read back before the packet counts as
 * opened. The share goes from the strongroom to the file.
 * @throws what `checkPacket`, `opening`, `writeSecretFile` and the strongroom throw, `Packet.OtherContent`, `Packet.NameTaken`
 */
export async function openShare(packet: Packet, receiving: Receiving, path: string): Promise<string> {
  const { subject } = packet;
  if (subject.kind === "key") throw otherContent(packet);
  const { asked, record } = await admit(packet, receiving, path);
  const { about: _, ...share } = subject;
  const request = { ...asked, expected: { ...asked.expected, share } };
  await lend(receiving.identityPassword, (identityPassword) =>
    opening(receiving.records, record.packet, (begin) =>
      writeSecretFile(path, async (descriptor, temporary) => {
        const options = { show: descriptor };
        const { token } = await inStrongroom("unwrapShare", request, { identityPassword }, options);
        await lendSecret(temporary, (written) =>
          inStrongroom("testShare", { share }, {}, { hear: [written] }),
        );
        await begin({ ...record, token });
      }),
    ),
  );
  return path;
}

/** Checks all that can be checked before a password is asked for. */
async function admit(packet: Packet, receiving: Receiving, path: string) {
  const { records, now = new Date() } = receiving;
  const { recipient, encrypted } = await readIdentity(receiving.identity);
  await checkPacket(packet, { ...receiving, recipient, now });
  const id = idOf(packet);
  await assertUnopened(records, id);
  await assertFree(path);
  const { sender, nonce, recipients, ciphertext, subject } = packet;
  return {
    asked: {
      identity: { recipient, encrypted },
      ciphertext,
      expected: { cover: { sender, nonce, recipients }, opening: packet.opening },
    },
    // Whole, for whoever looks there later may stand in another folder, and would find nothing: the packet would open again.
    record: {
      packet: id,
      content: contentOf(subject),
      recipient,
      opened: now.toISOString(),
      path: resolve(path),
    },
  };
}

/** Its holder is another person now. */
function told({ purpose, created }: KeySubject) {
  return {
    ...(purpose === undefined ? {} : { purpose }),
    ...(created === undefined ? {} : { created: new Date(created) }),
  };
}

/** Before the passwords are asked for; the writing itself makes sure. */
async function assertFree(path: string): Promise<void> {
  if (!(await isThere(path))) return;
  throw new BaseError({
    code: "Packet.NameTaken",
    message: `${path} exists already`,
    fix: "give what is received another name",
    details: { path },
  });
}

function otherContent({ subject }: Packet): BaseError {
  return new BaseError({
    code: "Packet.OtherContent",
    message: `the packet holds ${subject.kind === "key" ? "a key" : "a share"}, and something else was expected`,
    fix: "ask the sender what they sent",
    details: { kind: subject.kind },
  });
}
