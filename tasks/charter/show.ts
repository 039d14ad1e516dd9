import { rosterOf, rulebookOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { decompile } from "../../src/charter/decompile.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCharter } from "../ports/charter.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { charterText, hashesOf } from "../ui/charter.ts";

type Options = Spoken & PlaceOptions & { file: string; chain: boolean };

export default answering(async (options: Options, hre) => {
  if (!options.chain) {
    const { charter } = await readCharter(options.file);
    const compiled = compile(charter, GENESIS);
    return { json: { ...compiled, ...hashesOf(compiled) }, text: charterText(charter, compiled) };
  }
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const [roster, rulebook] = [rosterOf(state), rulebookOf(state)];
  const { signingWindow, suspension, deployBefore } = state.setting;
  const facts = {
    id: connection.chainId,
    "signing-window": signingWindow,
    suspension,
    "deploy-before": deployBefore,
    conclave,
  };
  const yaml = decompile(roster, rulebook, facts, parsed?.charter ?? null);
  return { json: { conclave, block: state.block.number, roster, rulebook, yaml }, text: yaml.trimEnd() };
});
