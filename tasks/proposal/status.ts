import { status } from "../../src/execution/status.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions } from "../ports/proposal.ts";
import { statusText } from "../ui/status.ts";

/** Who is still needed, by person, and when it is ready. */
export default answering(async (options: Spoken & ProposalOptions, hre) => {
  const { file, connection, charter } = await openProposal(options, hre);
  const told = await status(connection, file, charter === undefined ? {} : { charter });
  return { json: { id: file.id, ...told }, text: statusText(file, told) };
});
