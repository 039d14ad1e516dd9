import { getAddress } from "viem";
import { expect, it } from "vitest";
import { addressOf } from "../../src/keys/curve.ts";
import { recordText } from "../../tasks/ui/backup.ts";
import { facts, list } from "../../tasks/ui/table.ts";

it("tells who signed a drill's record by their keys: labels are whatever the record's author wrote", () => {
  const account = `0x${"ab".repeat(20)}` as const;
  const point = `0x${"11".repeat(64)}` as const;
  const hex = "0x00" as const;
  const text = recordText({
    version: 1,
    type: "backup-drill",
    evidence: {
      key: "ana",
      address: account,
      curve: "secp256k1",
      point,
      copies: ["ben"],
      at: "2026-03-01T12:00:00.000Z",
      nonce: hex,
      proof: hex,
    },
    present: [
      { label: "ben", kind: "EOA", signer: account, signature: hex },
      { label: "cleo", kind: "ERC7913", signer: `0x${"00".repeat(20)}${point.slice(2)}`, signature: hex },
    ],
  });
  expect(text).toContain(`ben (${getAddress(account)}), cleo (${addressOf(point)})`);
});

it.each(["\n", "\r\n"])(
  "shows no line that a value pretends to be: it stands behind the name it belongs to",
  (end) => {
    const text = facts([
      ["drilled", `ana${end}address  0xab`],
      ["address", "0xcd"],
    ]);
    expect(text.split("\n").filter((line) => line.startsWith("address"))).toEqual(["address  0xcd"]);
    expect(list("found", [`torn${end}still to come:`]).split("\n")).not.toContain("still to come:");
  },
);
