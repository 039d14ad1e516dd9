import { basename, dirname, join } from "node:path";
import { pretty } from "../../src/canonical.ts";
import * as ChainState from "../../src/chain/state.ts";
import { writeAtomic } from "../../src/files.ts";
import { formatDate } from "../../src/time.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions } from "../ports/proposal.ts";
import { facts } from "../ui/table.ts";

type Options = Spoken & ProposalOptions & { out: string | undefined };

/** Writes what the chain says now, for a machine that cannot ask. */
export default answering(async (options: Options, hre) => {
  const { file, connection } = await openProposal(options, hre);
  const state = await ChainState.read(connection, file.domain.verifyingContract);
  const path = options.out ?? join(dirname(options.file), `${basename(options.file, ".json")}.state.json`);
  await writeAtomic(path, pretty(state));
  const { number, timestamp } = state.block;
  return {
    json: { path, block: state.block },
    text: facts([
      ["state", path],
      ["block", `${number} of ${formatDate(timestamp)}`],
    ]),
  };
});
