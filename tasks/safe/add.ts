import { type Address, size } from "viem";
import type { SafeFile } from "../../src/safe/file.ts";
import { withMore } from "../../src/safe/merge.ts";
import { nameOf } from "../../src/safe/review.ts";
import { add, addContract, addInner } from "../../src/safe/signing.ts";
import { checkConsents } from "../../src/safe/standing.ts";
import { readSafe } from "../../src/safe/state.ts";
import { status } from "../../src/safe/status.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { connectTo } from "../ports/network.ts";
import { optionalAddress, readOwn, readSignature, type SafeFileOptions, safePaper } from "../ports/safe.ts";
import { standingText } from "../ui/safe.ts";

type Options = Spoken & SafeFileOptions & { signature: string; owner: string | undefined; offline: boolean };

/** Puts a signature made elsewhere into the file: by a wallet, by eth_sign, or by a contract that is an owner. @throws `Task.SafeNotHex` */
export default answering(async (options: Options, hre) => {
  const signature = readSignature(options.signature);
  const { file, charter } = await readOwn(options);
  const owner = await optionalAddress(options.owner, file.domain.chainId);
  const connection = options.offline ? undefined : await connectTo(options, hre, file.domain.chainId);
  const owners =
    connection === undefined ? undefined : (await readSafe(connection, file.domain.verifyingContract)).owners;
  const own = owner === undefined ? add(file, signature, owners) : forContract(owner);
  const tell = async (one: SafeFile) => (connection === undefined ? null : status(connection, one));
  const before = await tell(own);
  if (before !== null) checkConsents(before, file);
  const added = await revise(safePaper(options.file), (now) => withMore(now, own));
  const told = await tell(added);
  return {
    json: { path: options.file, signatures: added.signatures.length, standing: told },
    text:
      told === null
        ? `${options.file} now carries ${added.signatures.length} signatures`
        : standingText(told, (address) => nameOf(charter, address)),
    notes: [`wrote ${options.file}`],
  };

  // 65 bytes are a key's of an inner Safe; they are also the whole of what a wallet with one key takes.
  function forContract(contract: Address) {
    const put = size(signature) === 65 ? addInner : addContract;
    return put(file, contract, signature);
  }
});
