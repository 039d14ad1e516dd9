import { rosterOf, rulebookOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { compile } from "../../src/charter/compile.ts";
import { chainIds, onChain } from "../../src/charter/on-chain.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { BaseError } from "../../src/errors.ts";
import { writeAtomic } from "../../src/files.ts";
import * as Activation from "../../src/role/activation.ts";
import { activationPath } from "../../src/role/plan/folder.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCharter } from "../ports/charter.ts";
import { type NodesOptions, nodesOf } from "../ports/nodes.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";

type Options = Spoken &
  NodesOptions &
  Omit<KeyOptions, "key"> & { charter: string; folder: string; label: string };

/** The key that is to enter signs its activation, for each chain: the amendment that enters it brings it along. Sends nothing. */
export default answering(async (options: Options, hre) => {
  const { charter } = await readCharter(options.charter);
  const nodes = nodesOf(options, hre, charter.chain.id);
  const written: { chainId: number; path: string; key: number; deadline: number }[] = [];
  const left: string[] = [];
  for (const chainId of chainIds(charter)) {
    try {
      written.push(await prove(chainId));
    } catch (error) {
      if (!(error instanceof BaseError) || !error.code.startsWith("Chain.")) throw error;
      left.push(`chain ${chainId}: ${error.message}`);
    }
  }
  return {
    json: { written, notLookedAt: left },
    text: written.map(({ chainId, path }) => `chain ${chainId}: wrote ${path}`).join("\n"),
    notes: left,
    ...(left.length === 0 ? {} : { failure: unreached(left) }),
  };

  async function prove(chainId: number) {
    const there = onChain(charter, chainId);
    const { conclave } = there.chain;
    if (conclave === undefined) throw unreached([`chain ${chainId}: the charter names no Conclave there`]);
    const state = await ChainState.read(await nodes(chainId), conclave);
    const previous = { roster: rosterOf(state), rulebook: rulebookOf(state) };
    const { roster } = compile(there, previous);
    const { index, signer } = await rosterSigner({ ...options, key: options.label }, roster);
    const file = await Activation.prove(state, roster, index, signer);
    // A keystore may be named by its file, or be called otherwise than the charter calls its key.
    const path = activationPath(options.folder, chainId, wordsFrom(there).key(index));
    await writeAtomic(path, Activation.stringify(file));
    return { chainId, path, key: index, deadline: file.deadline };
  }
});

function unreached(left: readonly string[]): BaseError {
  return new BaseError({
    code: "Task.ChainsNotReached",
    message: left.join("\n"),
    fix: "name their nodes with --rpc, and run it again",
  });
}
