import { spawn } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { readPassword } from "../../src/keys/password.ts";
import { refusal } from "./refusal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const MODULE = fileURLToPath(new URL("../../src/keys/password.ts", import.meta.url));

async function fileWith(content: string | Uint8Array, mode = 0o600): Promise<{ kind: "file"; path: string }> {
  const path = join(await temporaryFolder(), "password");
  await writeFile(path, content);
  await chmod(path, mode);
  return { kind: "file", path };
}

/** A person at the terminal, who answers one after the other. */
function person(...answers: string[]) {
  const asked: string[] = [];
  const asker = async (message: string) => {
    asked.push(message);
    return answers.shift() ?? "";
  };
  return { asked, source: { kind: "terminal", asker } as const };
}

/** Reads a password in a process of its own and prints its hex, or the error's code. */
async function inChild(
  source: object,
  input: { stdin?: string; third?: string; env?: object },
): Promise<string> {
  const code = `
    const { readPassword } = await import(${JSON.stringify(MODULE)});
    const source = ${JSON.stringify(source)};
    await readPassword(source, "x").then(
      (secret) => console.log(secret.use((bytes) => bytes.toString("hex"))),
      (error) => console.log(error.code),
    );`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["pipe", "pipe", "inherit", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...input.env },
  });
  const third = child.stdio[3] as NodeJS.WritableStream;
  third.on("error", () => undefined);
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input.stdin ?? "");
  third.end(input.third ?? "");
  let output = "";
  for await (const chunk of child.stdout ?? []) output += String(chunk);
  return output.trim();
}

describe("from a file", () => {
  it.each([
    ["hunter2", "hunter2"],
    ["hunter2\n", "hunter2"],
    ["hunter2\r\n", "hunter2"],
    [" spaces kept \n", " spaces kept "],
    ["\ufb01\u212b", "\ufb01\u212b"],
  ])("given %j, the password is %j", async (content, password) => {
    expect((await readPassword(await fileWith(content), "x")).revealText()).toBe(password);
  });

  it.each([
    ["", "Password.Empty"],
    ["\n", "Password.Empty"],
    ["one\ntwo\n", "Password.SeveralLines"],
    ["x".repeat(2000), "Files.TooLarge"],
  ])("given %j, refuses with %s", async (content, code) => {
    const source = await fileWith(content);
    expect((await refusal(() => readPassword(source, "x"))).code).toBe(code);
  });

  it.skipIf(process.platform === "win32")("given a file that others may read, refuses", async () => {
    const source = await fileWith("hunter2", 0o644);
    const error = await refusal(() => readPassword(source, "x"));
    expect(error.code).toBe("Files.OpenToOthers");
    expect(JSON.stringify(report(error))).not.toContain("hunter2");
  });

  it("given a weak password, refuses it for a new keystore only", async () => {
    const source = await fileWith("hunter2");
    expect((await readPassword(source, "x")).revealText()).toBe("hunter2");
    const error = await refusal(() => readPassword(source, "x", { isNew: true }));
    expect(error.code).toBe("Password.TooWeak");
  });

  it("given what a guesser knows of a new keystore, counts it for little", async () => {
    const source = await fileWith("Zdenka-Kropacova-treasury-7");
    await readPassword(source, "x", { isNew: true });
    const known = ["treasury", "Zdenka Kropacova"];
    const error = await refusal(() => readPassword(source, "x", { isNew: true, known }));
    expect(error.code).toBe("Password.TooWeak");
  });
});

describe("from a descriptor", () => {
  it("given a pipe at descriptor 3, reads it", async () => {
    const password = "s\u00e9same ouvre-toi";
    const output = await inChild({ kind: "descriptor", descriptor: 3 }, { third: `${password}\n` });
    expect(output).toBe(Buffer.from(password).toString("hex"));
  });

  it("given standard input, reads it", async () => {
    expect(await inChild({ kind: "descriptor", descriptor: 0 }, { stdin: "hunter2" })).toBe("68756e74657232");
  });

  it("given more than any password has, refuses", async () => {
    const output = await inChild({ kind: "descriptor", descriptor: 3 }, { third: "x".repeat(100_000) });
    expect(output).toBe("Password.TooLong");
  });

  it.each([1, 2, -1, 1.5, 9999])("given descriptor %d, refuses", async (descriptor) => {
    const error = await refusal(() => readPassword({ kind: "descriptor", descriptor }, "x"));
    expect(error.code).toBe("Password.BadDescriptor");
  });
});

describe("from the terminal", () => {
  it("asks once to open, and tells what for", async () => {
    const { asked, source } = person("hunter2");
    expect((await readPassword(source, "Ana's key")).revealText()).toBe("hunter2");
    expect(asked).toEqual(["Password for Ana's key:"]);
  });

  it("asks twice for a new keystore and takes what was typed twice", async () => {
    const { asked, source } = person("tundra clarinet 48 mossy hinge", "tundra clarinet 48 mossy hinge");
    const password = await readPassword(source, "Ana's key", { isNew: true });
    expect(password.revealText()).toBe("tundra clarinet 48 mossy hinge");
    expect(asked).toHaveLength(2);
  });

  it("asks twice for what nothing could tell from a slip, however weak it is", async () => {
    const { asked, source } = person("short", "short");
    expect((await readPassword(source, "x", { isTwice: true })).revealText()).toBe("short");
    expect(asked).toEqual(["Password for x:", "The same again:"]);
    const slip = person("short", "shirt").source;
    expect((await refusal(() => readPassword(slip, "x", { isTwice: true }))).code).toBe("Password.Differs");
  });

  it("given two different answers, refuses", async () => {
    const { source } = person("tundra clarinet 48 mossy hinge", "tundra clarinet 48 mossy hinje");
    const error = await refusal(() => readPassword(source, "x", { isNew: true }));
    expect(error.code).toBe("Password.Differs");
  });

  it("given no terminal, refuses at once instead of waiting for the pipe", async () => {
    const output = await inChild({ kind: "terminal" }, { stdin: "hunter2\n" });
    expect(output).toBe("Password.NoTerminal");
  });

  it("given no answer, refuses", async () => {
    expect((await refusal(() => readPassword(person("").source, "x"))).code).toBe("Password.Empty");
  });
});
