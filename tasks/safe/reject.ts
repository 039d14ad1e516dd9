import { answering, type Spoken } from "../ports/answer.ts";
import { type NewFileOptions, openSafeFile, type SafeFileOptions } from "../ports/safe.ts";
import { type DraftOptions, drafted } from "../ports/safe-draft.ts";
import type { KeyOptions } from "../ports/signer.ts";

type Options = Spoken & SafeFileOptions & KeyOptions & DraftOptions & NewFileOptions;

/** A call of the Safe to itself of nothing at all: executed, it takes the nonce of the transaction that nobody wants any more. */
export default answering(async (options: Options, hre) => {
  const { file, connection, charter } = await openSafeFile(options, hre);
  const safe = file.domain.verifyingContract;
  return drafted(options, { connection, safe, charter }, async () => ({
    calls: [{ to: safe, value: 0n, data: "0x" }],
    interfaces: [],
    title: `Reject ${file.context.title}`.slice(0, 200),
    note: `Takes nonce ${file.transaction.nonce} from ${file.safeTxHash}.`,
    nonce: file.transaction.nonce,
  }));
});
