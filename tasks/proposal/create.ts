import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as ApprovalState from "../../src/approval/state.ts";
import * as ChainState from "../../src/chain/state.ts";
import { amendmentOf, groundFor } from "../ports/amendment.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { DEFAULT_CHARTER, readCharter } from "../ports/charter.ts";
import { type DraftOptions, draft } from "../ports/draft.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { saveNewProposal } from "../ports/proposal.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { sign } from "../ports/signing.ts";
import { type SourceOptions, writtenChange } from "../ports/source.ts";
import { createdText, titleOf } from "../ui/created.ts";

type Options = Spoken &
  PlaceOptions &
  KeyOptions &
  SourceOptions &
  DraftOptions & { out: string | undefined; folder: string };

/** From a call, a batch file, or else from what the charter changes of the chain. With `--key` the proposer signs at once. */
export default answering(async (options: Options, hre) => {
  const { connection, state, change, sentences, charter } = await changeOf(options, hre);
  const draftOptions = sentences.length > 0 ? { ...options, tier: options.tier ?? "0" } : options;
  const bare = draft(state, change, titleOf(change, sentences), draftOptions, charter);
  const file = options.key === undefined ? bare : await signed(bare);
  const path = await saveNewProposal(options, file);
  return { json: { path, file }, text: createdText(path, file, sentences) };

  async function signed(unsigned: typeof bare) {
    const now = await ApprovalState.read(connection.client, unsigned);
    const signer = await rosterSigner(options, now.roster);
    return (await sign(connection, unsigned, now, "propose", signer)).document;
  }
});

async function changeOf(options: Options, hre: HardhatRuntimeEnvironment) {
  if (options.to !== undefined || options.batch !== undefined) {
    const { connection, conclave, parsed } = await placeOf(options, hre);
    const charter = parsed?.charter;
    const change = await writtenChange(options, conclave, charter);
    const state = await ChainState.read(connection, conclave);
    if (change !== undefined) return { connection, state, change, charter, sentences: [] };
  }
  const ground = await groundFor(await readCharter(options.charter ?? DEFAULT_CHARTER), options, hre);
  const { change, differences } = amendmentOf(ground);
  const sentences = differences.map(({ sentence }) => sentence);
  return { ...ground, change, sentences, charter: ground.parsed.charter };
}
