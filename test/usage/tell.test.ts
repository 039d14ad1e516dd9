import { join } from "node:path";
import type { Address, Hex } from "viem";
import { describe, expect, it } from "vitest";
import { identityOf } from "../../src/usage/permit.ts";
import { tell } from "../../src/usage/tell.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { unsigned } from "./log/scene.ts";
import { OTHER } from "./policy/sample.ts";

const address: Address = "0x00000000000000000000000000000000000000e1";

describe("whatever else happens to a key", () => {
  it("is told with the hash of its document, in a folder that has a log", async () => {
    const document = `0x${"5a".repeat(32)}` as const;
    const folder = await temporaryFolder();
    const { clock } = await unsigned(folder);
    const file = join(folder, "ana.json");
    const line = await tell({ file, label: "ana", address }, "drilled", {
      document,
      note: "shares 1 and 3",
      clock,
    });
    expect(line).toMatchObject({ event: "drilled", document, note: "shares 1 and 3" });
    const elsewhere = join(await temporaryFolder(), "ana.json");
    expect(await tell({ file: elsewhere, label: "ana", address }, "made")).toBeUndefined();
  });

  it("is told under the identity of a key that is no account", () => {
    const point = `0x${"11".repeat(64)}` as const;
    expect(identityOf(address)).toBe(address);
    expect(identityOf(`${OTHER}${point.slice(2)}` as Hex)).toMatch(/^0x[0-9a-f]{40}$/);
  });
});
