import { refutation, verifyLog } from "../../../src/usage/log/verify.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type LogOptions, logFolder, witnessesFrom } from "../../ports/log.ts";
import { examinedText } from "../../ui/usage-log.ts";

type Options = Spoken & LogOptions & { verifier: string | undefined; checkpoints: string[] };

export default answering(async (options: Options) => {
  const folder = logFolder(options);
  const { verifier } = options;
  const examined = await verifyLog(folder, {
    ...(verifier === undefined ? {} : { verifier }),
    witnesses: await witnessesFrom(options.checkpoints),
  });
  const { tree, root, flaws, remarks, confirmed, key } = examined;
  const failure = refutation(folder, flaws);
  return {
    json: { origin: key.name, size: tree.size, root, flaws, remarks, confirmed },
    text: examinedText(examined, verifier === undefined),
    ...(failure === undefined ? {} : { failure }),
  };
});
