import { join } from "node:path";
import type { Hex } from "viem";
import { pretty } from "../../src/canonical.ts";
import { readPacket } from "../../src/distribution/packet.ts";
import { makeReceipt } from "../../src/distribution/receipt.ts";
import { BaseError } from "../../src/errors.ts";
import { writeAtomic } from "../../src/files.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { passwordFor } from "../ports/secret.ts";
import { type KeyOptions, personSigner } from "../ports/signer.ts";
import { accountFrom, type WalletOptions } from "../ports/wallet.ts";
import { receiptText } from "../ui/packet.ts";

type Options = Spoken &
  KeyOptions &
  WalletOptions & {
    file: string;
    opened: string;
    out: string | undefined;
    receivedPasswordFile: string | undefined;
    receivedPasswordFd: string | undefined;
  };

export default answering(async (options: Options) => {
  const packet = await readPacket(options.file);
  const received = { passwordFile: options.receivedPasswordFile, passwordFd: options.receivedPasswordFd };
  const receipt = await makeReceipt(packet, {
    records: options.opened,
    password: passwordFor(received, "the received key"),
    ...(await receiverOf(options)),
  });
  const path = options.out ?? join("packets", `receipt-${packet.nonce.slice(2, 10)}.json`);
  await writeAtomic(path, pretty(receipt), { overwrite: false });
  return { json: { path, receipt }, text: receiptText(path, receipt) };
});

/** A key that is here signs at once, one in a wallet later. @throws `Task.KeyOrAccount` */
async function receiverOf(options: Options): Promise<{ receiver?: Signer | Hex }> {
  if (options.account !== undefined && options.key !== undefined) throw keyOrAccount();
  if (options.account !== undefined) return { receiver: accountFrom(options) };
  return options.key === undefined ? {} : { receiver: await personSigner(options) };
}

function keyOrAccount(): BaseError {
  return new BaseError({
    code: "Task.KeyOrAccount",
    message: "a receipt is signed by one key of its receiver's own: --key and --account name two",
    fix: "keep --key for a key that is here, or --account for one in a wallet",
  });
}
