import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { pretty } from "../../src/canonical.ts";
import { writeAtomic } from "../../src/files.ts";
import * as SafeAddress from "../../src/safe/address.ts";
import * as Possession from "../../src/safe/roster/possession.ts";
import { readSafe } from "../../src/safe/state.ts";
import { formatDate, parseDuration } from "../../src/time.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { connectTo, type NetworkOptions } from "../ports/network.ts";
import { readNumber } from "../ports/number.ts";
import { optionalAddress, readSignature } from "../ports/safe.ts";
import { accountSigner, type KeyOptions } from "../ports/signer.ts";

type Options = Spoken &
  NetworkOptions &
  KeyOptions & {
    safe: string;
    owner: string | undefined;
    signature: string | undefined;
    deadline: string | undefined;
    holds: string;
    folder: string;
  };

/**
 * With `--key` signs and writes the proof. With `--owner` alone prints the typed data for a wallet; with its `--signature` and
 * `--deadline` too, writes the proof. What does not hold is not written.
 */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const connection = await connectTo(options, hre);
  const { chainId } = connection;
  const { address: safe } = await readSafe(connection, await SafeAddress.parse(options.safe, chainId));
  const now = Number((await connection.client.getBlock()).timestamp);
  const deadline =
    options.deadline === undefined ? now + parseDuration(options.holds) : readNumber(options.deadline);
  const at = { chainId, safe, deadline };
  const owner = await optionalAddress(options.owner, chainId);
  const { signature } = options;
  if (owner !== undefined && signature === undefined) {
    const typed = Possession.typedData({ ...at, owner });
    const text = pretty(typed).trimEnd();
    return { json: typed, text, notes: [`sign this, then give --signature 0x… --deadline ${deadline}`] };
  }
  const proof =
    owner === undefined || signature === undefined
      ? await signed(options, at)
      : { format: "conclave-possession/1" as const, ...at, owner, signature: readSignature(signature) };
  await Possession.verify(connection, proof, { chainId, safe, owner: proof.owner });
  const path = join(options.folder, `${chainId}-${safe}-${proof.owner}.json`);
  await writeAtomic(path, Possession.stringify(proof));
  const text = `${path}: ${proof.owner} proves to be held, until ${formatDate(deadline)}`;
  return { json: { path, proof }, text };
});

async function signed(options: Options, at: Omit<Possession.Unsigned, "owner">) {
  const { signer, address } = await accountSigner(options);
  return Possession.prove(signer, address, at);
}
