import { join } from "node:path";
import { pretty } from "../../src/canonical.ts";
import { writeAtomic } from "../../src/files.ts";
import { makeHandover } from "../../src/life/handover.ts";
import { keyOf } from "../../src/life/key-of.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type KeyOptions, keyPath, personSigner } from "../ports/signer.ts";
import { facts } from "../ui/table.ts";

type Options = Spoken &
  KeyOptions & {
    received: string;
    out: string | undefined;
    receivedPasswordFile: string | undefined;
    receivedPasswordFd: string | undefined;
  };

/** The owner of a key that somebody else managed has it now, and says so with it and with a key of their own. @throws `Handover.*` */
export default answering(async (options: Options) => {
  const path = keyPath(options.keys, options.received);
  const { label } = await keyOf(path);
  const secret = { passwordFile: options.receivedPasswordFile, passwordFd: options.receivedPasswordFd };
  const key = await personSigner({ ...options, ...secret, key: options.received });
  const handover = await makeHandover(key, await personSigner(options), new Date());
  const out = options.out ?? join("destructions", `handed-over-${label}.json`);
  await writeAtomic(out, pretty(handover), { overwrite: false });
  return {
    json: { path: out, handover },
    text: facts([
      ["wrote", out],
      ["key", handover.address],
      ["owner", handover.owner],
    ]),
  };
});
