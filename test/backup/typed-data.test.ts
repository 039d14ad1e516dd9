import { expect, it } from "vitest";
import { challenge, drill } from "../../src/backup/typed-data.ts";
import { prepare } from "../../src/signer/message.ts";

const about = {
  key: "ana",
  account: "0x00000000000000000000000000000000000000a1",
  set: "7242",
  copies: ["ben", "cleo"],
  at: "2026-03-01T12:00:00.000Z",
} as const;

it.each([
  [
    "BackupChallenge",
    challenge({ ...about, nonce: `0x${"22".repeat(32)}` }),
    "0x78457492657ce3e6baf4a51be75b62dc3652bad7c8fcce2f16b5fb6a3997eea4",
  ],
  [
    "BackupDrill",
    drill({ ...about, evidence: `0x${"33".repeat(32)}` }),
    "0x960ffb9c4d1c2a14e308d5d61bd25fdaaa0f95b9892b97391fe8b19a3cd22d9d",
  ],
])("%s has the digest that signatures there are were made for", (name, data, digest) => {
  expect(data.primaryType).toBe(name);
  expect(prepare(data).digest).toBe(digest);
});
