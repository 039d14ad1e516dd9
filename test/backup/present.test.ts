import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import hre from "hardhat";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { drillPaper, signingDrill, verifyDrill } from "../../src/backup/drill-record.ts";
import { pretty } from "../../src/canonical.ts";
import { prepare } from "../../src/signer/message.ts";
import { signPaper } from "../../src/signer/paper.ts";
import { otherSpelling } from "../distribution/post.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { refusalOf, run, valueFrom } from "../tasks/stage.ts";
import { recordOf } from "./record.ts";

const keyOf = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;
const [WIM, EVE] = [privateKeyToAccount(keyOf(1)), privateKeyToAccount(keyOf(2))];

/** The record of a drill, in a file. */
async function drilled(at?: string): Promise<string> {
  const path = join(await temporaryFolder(), "drill.json");
  await writeFile(path, pretty(await recordOf(at)));
  return path;
}

describe("a drill's record", () => {
  it("has all signatures, given people who sign at the same moment in processes of their own", async () => {
    const path = await drilled();
    const link = join(dirname(path), "link.json");
    await symlink(path, link);
    const program = new URL("present.ts", import.meta.url).pathname;
    const ends = [1, 2, 3, 4, 5, 6].map(async (number) => {
      // By another name it is the same file.
      const child = spawn(process.execPath, [program, number % 2 === 0 ? path : link, keyOf(number)]);
      return (await once(child, "close"))[0];
    });
    expect(await Promise.all(ends)).toEqual([0, 0, 0, 0, 0, 0]);
    expect((await verifyDrill(await drillPaper(path).read(path))).present).toHaveLength(6);
    expect((await readdir(dirname(path))).sort()).toEqual(["drill.json", "link.json"]);
  });

  it.skipIf(process.platform === "win32")("stays for its people only, given that it was so", async () => {
    const path = await drilled();
    await chmod(path, 0o600);
    const by = { label: "wim", signer: WIM.address.toLowerCase() as Hex };
    await signPaper(
      drillPaper(path),
      (record) => signingDrill(record, by),
      (typed) => WIM.signTypedData(prepare(typed).typed as never),
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("takes no signature over what the file said before somebody changed it", async () => {
    const path = await drilled();
    const by = { label: "wim", signer: WIM.address.toLowerCase() as Hex };
    const error = await refusal(() =>
      signPaper(
        drillPaper(path),
        (record) => signingDrill(record, by),
        async (typed) => {
          const other = await drilled("2027-02-02T00:00:00Z");
          await drillPaper(path).save(path, await drillPaper(other).read(other));
          return WIM.signTypedData(prepare(typed).typed as never);
        },
      ),
    );
    expect(error.code).toBe("Drill.BadSignature");
    expect((await drillPaper(path).read(path)).present).toEqual([]);
  });

  it("is signed by a wallet with what is printed for it, and by no other", async () => {
    const [record, other] = [await drilled(), await drilled("2027-02-02T00:00:00Z")];
    const task = (name: string, args: Record<string, unknown>) =>
      run(hre, { printed: [] }, ["backup", name], { record, account: WIM.address, ...args });
    const typedOf = async (args: Record<string, unknown> = {}) => {
      const shown = await task("typed", args);
      valueFrom(shown);
      return JSON.parse(shown.out);
    };
    const signature = await WIM.signTypedData(await typedOf());
    const add = (args: Record<string, unknown>) => task("add", { signature, label: "wim", ...args });

    expect(refusalOf(await add({ signature: await EVE.signTypedData(await typedOf()) }))).toBe(
      "Wallet.NotTheirs",
    );
    expect(refusalOf(await add({ account: EVE.address }))).toBe("Wallet.NotTheirs");
    expect(refusalOf(await add({ signature: otherSpelling(signature) }))).toBe("Wallet.NotTheirs");
    expect(refusalOf(await add({ signature: "0x12" }))).toBe("Wallet.Malformed");
    expect(refusalOf(await add({ signature: undefined }))).toBe("Task.OptionMissing");
    expect(refusalOf(await add({ record: other }))).toBe("Wallet.NotTheirs");
    valueFrom(await add({}));
    expect(refusalOf(await add({}))).toBe("Drill.SignedAlready");
    const verified = await run(hre, { printed: [] }, ["backup", "verify"], { record });
    expect(valueFrom(verified)).toMatchObject({ valid: true, present: ["wim"] });
  });
});
