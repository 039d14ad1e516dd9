import { withReport } from "../../src/approval/with-report.ts";
import { BaseError } from "../../src/errors.ts";
import * as Report from "../../src/proposal/report.ts";
import { revise } from "../../src/signer/paper.ts";
import { simulate } from "../../src/test/simulate.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { withTestNode } from "../ports/fork.ts";
import { openProposal, type ProposalOptions, proposalPaper } from "../ports/proposal.ts";
import { reviewed } from "../ports/review.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { sign } from "../ports/signing.ts";
import { simulationText } from "../ui/review.ts";

type Options = Spoken & ProposalOptions & KeyOptions & { dry: boolean };

/**
 * Simulates, puts the report into the file, and signs it as tester with `--key`. A new report ends the old one's signatures.
 * @throws `Task.SimulationFailed`: the file is then left as it is
 */
export default answering(async (options: Options, hre) => {
  const opened = await openProposal(options, hre);
  const { chainId } = opened.file.domain;
  const report = await withTestNode(options, hre, chainId, (node) => simulate(node, opened.file));
  const file = withReport(opened.file, report);
  const { state, review } = await reviewed({ ...opened, file });
  if (report.outcome === "failure") throw failed(report, review.simulation?.findings ?? []);
  const signer = options.key === undefined ? undefined : await rosterSigner(options, state.roster);
  const signed =
    signer === undefined ? undefined : await sign(opened.connection, file, state, "test", signer);
  if (!options.dry) {
    await revise(proposalPaper(options.file), (now) => {
      const reported = withReport(now, report);
      return signed === undefined ? reported : signed.put(reported);
    });
  }
  return {
    json: {
      path: options.file,
      hash: Report.hash(report),
      report,
      signed: signer !== undefined,
      written: !options.dry,
    },
    text: simulationText(review),
    notes: signer === undefined ? [] : [`signed as tester by ${signer.signer.describe().label}`],
  };
});

function failed({ failure }: Report.Report, [finding = "it fails"]: readonly string[]): BaseError {
  return new BaseError({
    code: "Task.SimulationFailed",
    message: `executed as it is, the proposal would revert: it ${finding}`,
    fix: "correct what is proposed and create it again; the file was left as it is",
    details: { failure },
  });
}
