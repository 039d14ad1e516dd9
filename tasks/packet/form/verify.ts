import { readTransport } from "../../../src/distribution/transport.ts";
import { judge } from "../../../src/distribution/transport-acts.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { unfinished } from "../../ports/transport.ts";
import { verdictText } from "../../ui/transport.ts";

export default answering(async ({ file }: Spoken & { file: string }) => {
  const verdict = await judge(await readTransport(file));
  const failure = unfinished(verdict);
  return { json: verdict, text: verdictText(file, verdict), ...(failure === undefined ? {} : { failure }) };
});
