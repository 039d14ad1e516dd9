import { join } from "node:path";
import type { Address } from "viem";
import { BaseError } from "../errors.ts";
import { modeOf } from "../files.ts";
import type { Cost } from "../keys/keystore.ts";
import { assertLabel, describe, keep, type Particulars, type Saved } from "../keys/store.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import type { AskPassword } from "../signer/keystore.ts";
import { checkPacket } from "./check.ts";
import { readIdentity } from "./identity.ts";
import { contentOf, idOf, type Packet } from "./packet.ts";
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
  /** The new keystore's own. */
  readonly password: AskPassword;
};

/**
 * Opens a packet that holds a key, and writes the key to a new keystore under the receiver's own password. Nobody is asked for a
 * password, and nothing decrypted, before everything that can be checked has been.
 * @throws what `checkPacket`, `assertUnopened`, `keep` and the strongroom throw, `Files.Exists`
 */
export async function openKey(packet: Packet, receiving: Receiving, to: Destination): Promise<Saved> {
  const { records, now = new Date() } = receiving;
  const { recipient, encrypted } = await readIdentity(receiving.identity);
  await checkPacket(packet, { ...receiving, recipient, now });
  const { subject } = packet;
  const label = to.label ?? subject.label;
  assertLabel(label);
  const path = join(to.folder, `${label}.json`);
  const id = idOf(packet);
  await assertUnopened(records, id);
  await assertFree(path);
  const identityPassword = await receiving.identityPassword();
  const password = await to.password().catch((error: unknown) => {
    identityPassword.wipe();
    throw error;
  });
  try {
    const particulars = { ...told(packet), ...to, label };
    const { token, ...written } = await inStrongroom(
      "unwrapKey",
      {
        identity: { recipient, encrypted },
        ciphertext: packet.ciphertext,
        expected: {
          cover: {
            sender: packet.sender,
            nonce: packet.nonce,
            recipients: packet.recipients,
          },
          opening: packet.opening,
          curve: subject.curve,
          point: subject.point,
        },
        description: describe(particulars),
        cost: to.cost ?? "standard",
      },
      { identityPassword, password },
    );
    const record = {
      packet: id,
      content: contentOf(subject),
      recipient,
      opened: now.toISOString(),
      path,
      token,
    };
    return await opening(records, record, () =>
      keep(written, { ...particulars, folder: to.folder, password }),
    );
  } finally {
    identityPassword.wipe();
    password.wipe();
  }
}

function told({ subject: { holder, purpose, created } }: Packet) {
  return {
    ...(holder === undefined ? {} : { holder }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(created === undefined ? {} : { created: new Date(created) }),
  };
}

/** Before the passwords are asked for; the writing itself makes sure. */
async function assertFree(path: string): Promise<void> {
  try {
    await modeOf(path);
  } catch {
    return;
  }
  throw new BaseError({
    code: "Packet.NameTaken",
    message: `${path} exists already`,
    fix: "give what is received another name with --label",
    details: { path },
  });
}
