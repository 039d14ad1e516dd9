import { prepare } from "../../src/approval/signing.ts";
import { pretty } from "../../src/canonical.ts";
import { hashes } from "../../src/proposal/typed-data.ts";
import { prepare as spellOut } from "../../src/signer/message.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions } from "../ports/proposal.ts";
import { reviewed } from "../ports/review.ts";
import { actOf } from "../ports/signing.ts";
import { keyIndexOf } from "../ports/who.ts";

type Options = Spoken & ProposalOptions & { as: string; act: string | undefined };

/** The typed data that a wallet of one's own takes (`eth_signTypedData_v4`), once the signature is sure to count. */
export default answering(async (options: Options, hre) => {
  const opened = await openProposal(options, hre);
  const { state } = await reviewed(opened);
  const key = keyIndexOf(options.as, state.roster, opened.charter);
  const act = actOf(options.act, opened.file, state, key);
  const typed = prepare(opened.file, state, { act, key });
  const { domain, message, digest } = hashes(typed);
  return {
    json: spellOut(typed).typed,
    text: pretty(spellOut(typed).typed).trimEnd(),
    notes: [`to ${act}: domain ${domain}, message ${message}, digest ${digest}`],
  };
});
