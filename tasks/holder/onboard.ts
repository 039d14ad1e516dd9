import { join } from "node:path";
import * as ChainState from "../../src/chain/state.ts";
import { chainIds, onChain } from "../../src/charter/on-chain.ts";
import { rewrite } from "../../src/charter/rewrite.ts";
import { BaseError } from "../../src/errors.ts";
import { readText } from "../../src/files.ts";
import { overdue, URGENCY } from "../../src/role/holder/file.ts";
import { readList, type Unreached } from "../../src/role/holder/folder.ts";
import { read } from "../../src/role/holder/joining.ts";
import { onboard, type Place } from "../../src/role/holder/onboard.ts";
import { slug } from "../../src/role/respond/measure.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCharter } from "../ports/charter.ts";
import { type NodesOptions, nodesOf } from "../ports/nodes.ts";
import { checklistText, holderFailure } from "../ui/holder.ts";

type Options = Spoken &
  NodesOptions & {
    file: string;
    charter: string;
    folder: string | undefined;
    write: boolean;
    check: boolean;
  };

/** Lists, with deadlines, all that somebody's coming takes, and drafts what can be. Run again, it shows how far it is. */
export default answering(async (options: Options, hre) => {
  const joining = read(await readText(options.file), options.file);
  const { charter } = await readCharter(options.charter);
  const { name } = joining.person;
  const folder = options.folder ?? join("onboard", slug(name));
  const before = await readList(folder, "onboard", name);
  const now = Math.floor(Date.now() / 1000);
  const begun = before?.begun ?? now;
  const class_ = { urgency: "14d" as const, reason: "", begun, due: begun + URGENCY["14d"] };
  const nodes = nodesOf(options, hre, charter.chain.id);
  const places: Place[] = [];
  const unreached: Unreached[] = [];
  for (const chainId of chainIds(charter)) {
    try {
      const { conclave } = onChain(charter, chainId).chain;
      if (conclave === undefined) continue;
      const connection = await nodes(chainId);
      const state = await ChainState.read(connection, conclave);
      places.push({ connection, state });
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      unreached.push({ chainId, problem: error });
    }
  }
  const text = await readText(options.charter);
  const coming = { text, file: options.charter, joining, before, class_, folder, places, unreached };
  const made = await onboard(coming);
  if (options.write && made.charter !== text)
    await rewrite({ path: options.charter, before: text, after: made.charter });
  const late = overdue(made.list, now);
  const failure = holderFailure(made.list, { lockedOut: [], unreached, late: options.check ? late : [] });
  return {
    json: { folder, checklist: made.list, overdue: late.map(({ id }) => id) },
    text: checklistText(made.list, now),
    notes: [`wrote ${folder}${options.write ? ` and ${options.charter}` : ""}`],
    ...(failure === null ? {} : { failure }),
  };
});
