/** Archives the key at the first argument to the second, for a test to kill meanwhile. */
import { Secret } from "../../src/keys/secret.ts";
import { archive } from "../../src/life/archive.ts";
import { ARCHIVE_PASSWORD, ask, PASSWORD } from "./secrets.ts";

const [path = "", to = ""] = process.argv.slice(2);
await archive({
  path,
  to,
  ended: {
    chainId: 1,
    conclave: `0x${"c0".repeat(20)}`,
    state: "Retired",
    block: 1,
    hash: `0x${"ab".repeat(32)}`,
  },
  copies: [],
  password: ask(PASSWORD),
  archivePassword: (use) => use(Secret.text(ARCHIVE_PASSWORD)),
  cost: "light",
  now: new Date("2027-03-01T12:00:00Z"),
});
