import { type Address, zeroAddress } from "viem";
import { readKeyFile } from "../../src/signer/key-file.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { hasLog, logFolderOf } from "../../src/usage/log/place.ts";
import { identityOf, type Watch } from "../../src/usage/permit.ts";
import { policed } from "../../src/usage/policed.ts";
import { printable } from "../ui/terminal.ts";

/** The signer of a key's file, under the policy beside it and the log of its folder, as far as there are any. */
export async function watched(signer: Signer, file: string): Promise<Signer> {
  return policed(signer, await watchOf(file, signer.describe().label, identityOf(signer.signerBytes)));
}

/** The same for a key whose account is to be lent. A keystore that names none is not known before it is opened. */
export async function watchOfKey(file: string): Promise<Watch> {
  const { label, address = zeroAddress } = await readKeyFile(file);
  return watchOf(file, label, address);
}

async function watchOf(file: string, label: string, address: Address): Promise<Watch> {
  const folder = logFolderOf(file);
  const clock = () => new Date();
  return {
    file,
    label,
    address,
    ...((await hasLog(folder)) ? { journal: { folder, clock } } : {}),
    clock,
    tell: (words) => void process.stderr.write(`${printable(words)}\n`),
  };
}
