import { readPassword } from "../../../src/keys/password.ts";
import { beginLog } from "../../../src/usage/log/key.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type LogOptions, logFolder } from "../../ports/log.ts";
import { passwordSource, type SecretOptions } from "../../ports/secret.ts";
import { begunText } from "../../ui/usage-log.ts";

type Options = Spoken & LogOptions & SecretOptions & { origin: string; light: boolean };

export default answering(async (options: Options) => {
  const source = passwordSource(options);
  const password = () => readPassword(source, "the log's own key", { isNew: true });
  const cost = options.light ? "light" : "standard";
  const begun = await beginLog(logFolder(options), options.origin, { password, cost, now: new Date() });
  return { json: begun, text: begunText(begun) };
});
