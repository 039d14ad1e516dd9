import { pretty } from "../../src/canonical.ts";
import * as Nested from "../../src/safe/nested.ts";
import { hashes, typedData } from "../../src/safe/transaction.ts";
import { prepare } from "../../src/signer/message.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { optionalAddress, readOwn, type SafeFileOptions } from "../ports/safe.ts";

/** The typed data that a wallet of one's own takes (`eth_signTypedData_v4`). Asks no node. */
export default answering(async (options: Spoken & SafeFileOptions & { owner: string | undefined }) => {
  const { file } = await readOwn(options);
  const owner = await optionalAddress(options.owner, file.domain.chainId);
  const typed =
    owner === undefined ? typedData(file.domain, file.transaction) : Nested.typedData(file, owner);
  const { typed: spelt, digest } = prepare(typed);
  const { domain, message } = hashes(file.domain, file.transaction);
  const note =
    owner === undefined
      ? `domain ${domain}, message ${message}, safeTxHash ${digest}`
      : `for the owner ${owner}: digest ${digest}`;
  return { json: spelt, text: pretty(spelt).trimEnd(), notes: [note] };
});
