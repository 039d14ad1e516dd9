import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { recoverTypedDataAddress } from "viem";
import { describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { placeOf } from "../../../src/signer/rpc/place.ts";
import { cardFromRemote } from "../../../src/signer/rpc/remote.ts";
import { signerOf } from "../../../src/signer/signer-of.ts";
import { refusal } from "../../keys/refusal.ts";
import { never, TYPED } from "../sample.ts";
import { account, CREDENTIAL, endEachTime, honest, remote, signer, target } from "./double.ts";

endEachTime();

describe("credentials for a remote signer", () => {
  const withCredentials = (url: string) => url.replace("http://", `http://op:${CREDENTIAL}@`);

  it("lie in a file of their own, go along as a header, and are in no card and no error", async () => {
    const seen: string[] = [];
    const url = await signer(honest, seen);
    const into = await target();
    const urlFile = join(into.folder, "address");
    await writeFile(urlFile, `${withCredentials(url)}/?key=${CREDENTIAL}\n`, { mode: 0o600 });
    const { path } = await cardFromRemote(into, { urlFile, ...remote });
    expect(seen[0]).toBe(`Basic ${Buffer.from(`op:${CREDENTIAL}`).toString("base64")}`);
    expect(await readFile(path, "utf8")).not.toContain(CREDENTIAL);
    const signature = await (await signerOf(path, never)).signTypedData(TYPED);
    expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(account.address);
    await chmod(urlFile, 0o644);
    expect((await refusal(async () => (await signerOf(path, never)).signTypedData(TYPED))).code).toBe(
      "Files.OpenToOthers",
    );
  });

  it.each([
    ["a user and password", withCredentials("http://127.0.0.1:1"), "Card.Invalid"],
    ["a query", `https://signer.example/?key=${CREDENTIAL}`, "Card.Invalid"],
    ["another protocol", `file:///etc/${CREDENTIAL}`, "Remote.BadUrl"],
    ["what is no address", `signer ${CREDENTIAL}`, "Card.Invalid"],
  ])("in the card's own address (%s) are refused, and not quoted", async (_, url, code) => {
    const error = await refusal(async () => cardFromRemote(await target(), { url, ...remote }));
    expect(error.code).toBe(code);
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain(CREDENTIAL);
  });

  it.each([
    ["a user and password", withCredentials("http://signer.example")],
    ["a query", `http://signer.example/?key=${CREDENTIAL}`],
  ])("do not travel in clear to another machine: %s", async (_, url) => {
    const into = await target();
    const urlFile = join(into.folder, "address");
    await writeFile(urlFile, url, { mode: 0o600 });
    const error = await refusal(() => cardFromRemote(into, { urlFile, ...remote }));
    expect(error.code).toBe("Remote.InClear");
    expect(error.details).toEqual({ host: "signer.example" });
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain(CREDENTIAL);
    expect((await placeOf({ urlFile: await asHttps(urlFile) })).url.origin).toBe("https://signer.example");
  });
});

async function asHttps(path: string): Promise<string> {
  await writeFile(path, (await readFile(path, "utf8")).replace("http:", "https:"), { mode: 0o600 });
  return path;
}
