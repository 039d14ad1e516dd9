import { answering, type Spoken } from "../ports/answer.ts";
import { type SweepOptions, sweepPlan } from "../ports/sweep.ts";
import { planText } from "../ui/sweep.ts";

/** Nothing is sent, nothing is opened. */
export default answering(async (options: Spoken & SweepOptions, hre) => {
  const { planned, words } = await sweepPlan(options, hre);
  return { json: planned, text: planText(planned, words) };
});
