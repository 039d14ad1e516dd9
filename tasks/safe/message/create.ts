import { join } from "node:path";
import { writeAtomic } from "../../../src/files.ts";
import { readAnnouncements } from "../../../src/safe/guard/guarded.ts";
import { create, stringify } from "../../../src/safe/guard/message-file.ts";
import { readGuarded } from "../../../src/safe/guard/state.ts";
import { messageHash } from "../../../src/safe/transaction.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { askedMessage } from "../../ports/message.ts";
import type { NewFileOptions } from "../../ports/safe.ts";
import { type SafeOptions, safeSpot } from "../../ports/safe-spot.ts";
import { messageText } from "../../ui/message.ts";

type Options = Spoken &
  SafeOptions &
  NewFileOptions & {
    text: string | undefined;
    hash: string | undefined;
    typed: string | undefined;
    title: string | undefined;
  };

/** Writes a file for a message that the Safe is to sign: announced first, then signed by its owners. */
export default answering(async (options: Options, hre) => {
  const { connection, safe } = await safeSpot(options, hre);
  const guarded = await readGuarded(connection, safe);
  const { hash, title, text } = await askedMessage(options);
  const domain = { chainId: connection.chainId, verifyingContract: guarded.safe.address };
  const known = await readAnnouncements(connection, guarded, messageHash(domain, hash));
  const file = create(guarded, hash, { title: options.title ?? title, text }, known);
  const path = options.out ?? join(options.folder, `message-${file.messageHash.slice(2, 10)}.json`);
  await writeAtomic(path, stringify(file), { overwrite: false });
  return {
    json: { path, file },
    text: messageText(file),
    notes: [`wrote ${path}; next: hardhat safe message announce ${path} --key <label>`],
  };
});
