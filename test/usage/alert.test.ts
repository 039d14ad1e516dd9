import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { alert } from "../../src/usage/alert.ts";
import { refusal } from "../keys/refusal.ts";
import { ALLOW, address, BAD, folder, said, setPolicy, setUpBench, signer } from "./bench.ts";
import { OTHER } from "./policy/sample.ts";

setUpBench();

describe("an alert", () => {
  async function alerting(script: string): Promise<string> {
    const out = join(folder, "alert.out");
    await setPolicy(`alert: ["${process.execPath}", -e, '${script}', "${out}"]\n${ALLOW}`);
    await refusal(async () => (await signer()).signTypedData(BAD));
    return readFile(out, "utf8").catch(() => "");
  }

  it("gets the refusal as JSON, and nothing of the environment", async () => {
    process.env.CONCLAVE_TEST_SECRET = "opal-thicket-55";
    const told = await alerting(
      'const fs = require("fs"); fs.writeFileSync(process.argv[1], fs.readFileSync(0) + Object.keys(process.env).join())',
    );
    delete process.env.CONCLAVE_TEST_SECRET;
    const [json = "", environment] = told.split("\n");
    expect(JSON.parse(json)).toEqual({
      time: expect.stringMatching(/^2026-11-27T/),
      key: "ana",
      address,
      act: "Approve",
      rule: `allow[0].calls: ${OTHER} is not listed`,
      line: 1,
    });
    expect(environment).toBe("PATH");
    expect(said).toEqual([]);
  });

  it("that fails is told, and the refusal stays", async () => {
    await alerting("process.exit(3)");
    expect(said).toEqual(["the alert of the policy of ana failed: it ended with exit code 3"]);
    await setPolicy(`alert: [/nonexistent/notify]\n${ALLOW}`);
    await refusal(async () => (await signer()).signTypedData(BAD));
    expect(said.at(-1)).toBe("the alert of the policy of ana failed: it cannot be started");
  });

  it("that does not end is ended, and that is told", async () => {
    const refused = { time: "", key: "ana", address, act: "Approve", rule: "allow" };
    const endless = [process.execPath, "-e", "setInterval(() => undefined, 1000)"];
    expect(await alert(endless, refused, 500)).toBe("it ended with SIGKILL");
  });
});
