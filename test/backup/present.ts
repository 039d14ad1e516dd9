/** A process in which somebody who was present signs a drill's record: `node present.ts <record> <private key>`. */
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { drillPaper, signingDrill } from "../../src/backup/drill-record.ts";
import { prepare } from "../../src/signer/message.ts";
import { signPaper } from "../../src/signer/paper.ts";

const [path = "", key = ""] = process.argv.slice(2);
const account = privateKeyToAccount(key as Hex);
const by = { label: account.address, signer: account.address.toLowerCase() as Hex };
await signPaper(
  drillPaper(path),
  (record) => signingDrill(record, by),
  (typed) => account.signTypedData(prepare(typed).typed as never),
);
