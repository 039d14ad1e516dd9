import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Address, getAddress, type Hex, parseTransaction, recoverTypedDataAddress } from "viem";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withKey } from "../../src/keys/open.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved } from "../../src/keys/store.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { alertsOf, readHistory } from "../../src/usage/log/history.ts";
import type { Journal } from "../../src/usage/log/journal.ts";
import type { Line } from "../../src/usage/log/line.ts";
import { pathsOf } from "../../src/usage/log/place.ts";
import type { Watch } from "../../src/usage/permit.ts";
import { lendPoliced, policed } from "../../src/usage/policed.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { ticking, unsigned } from "./log/scene.ts";
import { approval, OTHER, policyText, VAULT } from "./policy/sample.ts";

const PASSWORD = "meadow-cobalt-19-lattice-ferry";
const ALLOW = `allow: [{ acts: [Approve], calls: [{ target: "${VAULT}" }] }, { acts: [Transaction], chains: [1], calls: [{ target: "${VAULT}" }] }]`;
const GOOD = approval([{ target: VAULT }]);
const BAD = approval([{ target: OTHER }]);

let folder: string;
let file: string;
let address: Address;
let journal: Journal;
let asked: number;
let said: string[];
let password: string;

/** Made once: each opening of a keystore is a process. */
let made: Saved;

beforeAll(async () => {
  const shared = await mkdtemp(join(tmpdir(), "conclave-"));
  made = await generate({ folder: shared, label: "ana", password: Secret.text(PASSWORD), cost: "light" });
  address = made.address;
});
afterAll(() => rm(dirname(made.path), { recursive: true }));

beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, "ana.json");
  await copyFile(made.path, file);
  journal = await unsigned(folder);
  [asked, said, password] = [0, [], PASSWORD];
});

function watch(changes: Partial<Watch> = {}): Watch {
  const { clock } = journal;
  return { file, label: "ana", address, journal, clock, tell: (words) => void said.push(words), ...changes };
}

async function ask(): Promise<Secret> {
  asked += 1;
  return Secret.text(password);
}

async function signer(changes: Partial<Watch> = {}) {
  return policed(await keystoreSigner(file, ask), watch(changes));
}

/** The same without log. */
function bare(): Partial<Watch> {
  return { ...watch(), journal: undefined } as unknown as Partial<Watch>;
}

async function setPolicy(rest: string, key: Address = address): Promise<void> {
  await writeFile(join(folder, "ana.policy.yaml"), policyText(rest, key), { mode: 0o600 });
}

async function lines(): Promise<Line[]> {
  return (await readHistory(journal.folder)).flatMap(({ line }) => line ?? []).slice(1);
}

async function events(): Promise<string[]> {
  return (await lines()).map(({ event }) => event);
}

describe("a key without policy", () => {
  it("signs as ever, and each use is in the log before and after", async () => {
    const by = await signer();
    const signature = await by.signTypedData(BAD);
    expect(
      await recoverTypedDataAddress({ ...(BAD as never as { signature: Hex }), signature } as never),
    ).toBe(address);
    const [first, second, ...none] = await lines();
    expect(none).toEqual([]);
    expect(first).toMatchObject({
      event: "asked",
      key: { label: "ana", address: address.toLowerCase() },
      act: { kind: "typed", type: "Approve", calls: [{ target: OTHER }] },
    });
    expect(second).toMatchObject({ event: "signed", of: first?.number, key: first?.key });
    expect(first).not.toHaveProperty("policy");
    expect(said).toEqual([]);
  });

  it("tells a wrong password by its code", async () => {
    password = "meadow-cobalt-19-lattice-ferrx";
    const by = await signer();
    expect((await refusal(() => by.signTypedData(GOOD))).code).toBe("Keystore.WrongPassword");
    expect((await lines())[1]).toMatchObject({ event: "failed", of: 1, code: "Keystore.WrongPassword" });
    expect(await readFile(pathsOf(journal.folder).lines, "utf8")).not.toContain("meadow");
  });

  it("is not used if the log cannot be written", async () => {
    await rm(pathsOf(journal.folder).lines);
    const by = await signer();
    expect((await refusal(() => by.signTypedData(GOOD))).code).toBe("Log.CannotRead");
    expect(asked).toBe(0);
  });

  it("gives no signature out that the log could not tell", async () => {
    const vanishing = policed(
      {
        ...(await keystoreSigner(file, ask)),
        async signTypedData() {
          await rm(pathsOf(journal.folder).lines);
          return "0x1234";
        },
      },
      watch(),
    );
    expect((await refusal(() => vanishing.signTypedData(GOOD))).code).toBe("Log.CannotRead");
  });

  it("keeps the error of the use when the log fails as well", async () => {
    const failing = policed(
      {
        ...(await keystoreSigner(file, ask)),
        async signTypedData() {
          await rm(pathsOf(journal.folder).lines);
          return (await refusal(() => Secret.text("x").use(() => 1))) as never;
        },
      },
      watch(),
    );
    await expect(failing.signTypedData(GOOD)).rejects.toThrow("nothing was refused");
    expect(said).toEqual(["the usage log cannot be written: no line tells that line 1 failed"]);
  });

  it("refuses what is no typed data before anything is logged", async () => {
    const by = await signer();
    const odd = { ...GOOD, message: { ...GOOD.message, more: 1 } };
    expect((await refusal(() => by.signTypedData(odd))).code).toBe("Message.Refused");
    expect(await lines()).toEqual([]);
  });
});

describe("a key with a policy", () => {
  it("signs what it allows, and of the rest nothing is opened or asked", async () => {
    await setPolicy(ALLOW);
    const by = await signer();
    await by.signTypedData(GOOD);
    expect(asked).toBe(1);
    const error = await refusal(() => by.signTypedData(BAD));
    expect(error.code).toBe("Policy.Refused");
    expect(error.details).toMatchObject({
      key: "ana",
      act: "Approve",
      rule: `allow[0].calls: ${OTHER} is not listed`,
      line: 3,
    });
    expect(asked).toBe(1);
    expect(await events()).toEqual(["asked", "signed", "refused"]);
    const [first, , third] = await lines();
    expect(first?.policy).toMatch(/^0x[0-9a-f]{64}$/);
    expect(third).toMatchObject({ policy: first?.policy, rule: `allow[0].calls: ${OTHER} is not listed` });
    expect(alertsOf(await readHistory(journal.folder)).map(({ number }) => number)).toEqual([3]);
  });

  it("signs what was judged, whatever becomes of it meanwhile", async () => {
    await setPolicy(ALLOW);
    const calls = [{ target: VAULT, value: 0n, data: "0x", minGas: 0n }];
    const typed = { ...GOOD, message: { proposal: { ...(GOOD.message.proposal as object), calls } } };
    const by = policed(
      await keystoreSigner(file, async () => {
        calls[0] = { target: OTHER, value: 0n, data: "0x", minGas: 0n };
        return ask();
      }),
      watch(),
    );
    const signature = await by.signTypedData(typed);
    expect(await recoverTypedDataAddress({ ...GOOD, signature } as never)).toBe(address);
  });

  it("counts what it signed within a day, and not what failed or was refused", async () => {
    await setPolicy(`per-day: 2\n${ALLOW}`);
    const by = await signer();
    password = "wrong-meadow-cobalt-19";
    await refusal(() => by.signTypedData(GOOD));
    password = PASSWORD;
    await by.signTypedData(GOOD);
    await refusal(() => by.signTypedData(BAD));
    await by.signTypedData(GOOD);
    const error = await refusal(() => by.signTypedData(GOOD));
    expect(error.details.rule).toBe("per-day: 2 uses in 24 hours, 2 are allowed");
    journal = { ...journal, clock: ticking("2026-11-28T09:00:00.000Z") };
    await (await signer()).signTypedData(GOOD);
  });

  it("counts under one lock: of many at once no more are signed", async () => {
    await setPolicy(`per-day: 2\n${ALLOW}`);
    const by = await signer();
    const done = await Promise.allSettled(Array.from({ length: 5 }, () => by.signTypedData(GOOD)));
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  it.each([
    ["changed", () => setPolicy(`per-day: 9\n${ALLOW}`), "was changed since its last use"],
    ["taken away", () => rm(join(folder, "ana.policy.yaml")), "is gone since its last use"],
  ])("that was %s since the last use is told, once", async (_, change, words) => {
    await setPolicy(ALLOW);
    const by = await signer();
    await by.signTypedData(GOOD);
    expect(said).toEqual([]);
    await change();
    await by.signTypedData(GOOD);
    await by.signTypedData(GOOD);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(words);
    const alerts = alertsOf(await readHistory(journal.folder));
    expect(alerts.map(({ number }) => number)).toEqual([3]);
  });

  it("of another key, or that nobody can read, allows nothing", async () => {
    await setPolicy(ALLOW, OTHER);
    const by = await signer();
    expect((await refusal(() => by.signTypedData(GOOD))).details.rule).toBe(
      `key: the policy is for ${getAddress(OTHER)}`,
    );
    await setPolicy("allow: [");
    expect((await refusal(() => by.signTypedData(GOOD))).code).toBe("Policy.Syntax");
    await setPolicy(ALLOW);
    await chmod(join(folder, "ana.policy.yaml"), 0o666);
    expect((await refusal(() => by.signTypedData(GOOD))).code).toBe("Policy.OpenToOthers");
    expect(asked).toBe(0);
    expect((await lines()).map(({ event, code }) => [event, code])).toEqual([
      ["refused", undefined],
      ["refused", "Policy.Syntax"],
      ["refused", "Policy.OpenToOthers"],
    ]);
  });

  it("needs a log, unless it says otherwise and counts nothing", async () => {
    const rule = async (rest: string) => {
      await setPolicy(rest);
      const by = await signer(bare());
      return (await refusal(() => by.signTypedData(GOOD))).details.rule;
    };
    expect(await rule(ALLOW)).toBe("log: the folder has no log, which the policy asks for");
    const lax = "log: if there is one";
    expect(await rule(`${lax}\nper-day: 3\n${ALLOW}`)).toBe("per-day: without a log nobody counts");
    expect(await rule(`${lax}\nallow: [{ acts: [Approve], per-day: 3 }]`)).toBe(
      "per-day: without a log nobody counts",
    );
    expect(await rule(`${lax}\nallow: []`)).toBe("allow: no rule allows the act Approve");
    await setPolicy(`${lax}\n${ALLOW}`);
    await (await signer(bare())).signTypedData(GOOD);
  });

  it("is not cheated by a clock that is set back", async () => {
    await setPolicy(`expires: 2026-11-28\n${ALLOW}`);
    await (await signer()).signTypedData(GOOD);
    journal = { ...journal, clock: ticking("2026-11-26T08:00:00.000Z") };
    const error = await refusal(async () => (await signer()).signTypedData(GOOD));
    expect(error.details.rule).toContain("clock: it is set before the log's latest line");
  });

  it("counts what was signed before a line that a clock set back dated long ago", async () => {
    await setPolicy(`per-day: 2\n${ALLOW}`);
    await (await signer()).signTypedData(GOOD);
    const right = journal;
    journal = { ...right, clock: ticking("2026-11-20T08:00:00.000Z") };
    const back = await refusal(async () => (await signer()).signTypedData(GOOD));
    expect(back.details.rule).toContain("clock: it is set before the log's latest line");
    journal = right;
    await (await signer()).signTypedData(GOOD);
    const error = await refusal(async () => (await signer()).signTypedData(GOOD));
    expect(error.details.rule).toBe("per-day: 2 uses in 24 hours, 2 are allowed");
  });
});

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
});

describe("an account that is lent", () => {
  const transaction = { type: "eip1559", chainId: 1, nonce: 0, gas: 21_000n, maxFeePerGas: 1n } as const;

  function lend<T>(use: Parameters<typeof lendPoliced<T>>[2], changes: Partial<Watch> = {}): Promise<T> {
    return lendPoliced(
      watch(changes),
      async (inner) => {
        const secret = await ask();
        try {
          return await withKey(file, secret, inner);
        } finally {
          secret.wipe();
        }
      },
      use,
    );
  }

  it("signs transactions that the policy allows, each of them logged", async () => {
    await setPolicy(ALLOW);
    await lend(async (account) => {
      const raw = await account.signTransaction({ ...transaction, to: VAULT });
      expect(parseTransaction(raw).to).toBe(VAULT);
      expect((await refusal(() => account.signTransaction({ ...transaction, to: OTHER }))).code).toBe(
        "Policy.Refused",
      );
      expect((await refusal(() => account.signMessage({ message: "x" }))).code).toBe("Policy.Refused");
      await account.signTypedData(GOOD as never);
    });
    expect(await events()).toEqual([
      "asked",
      "opened",
      "asked",
      "signed",
      "refused",
      "refused",
      "asked",
      "signed",
    ]);
    expect((await lines())[2]?.act).toMatchObject({
      kind: "transaction",
      chainId: "1",
      calls: [{ target: VAULT }],
    });
    expect(alertsOf(await readHistory(journal.folder))).toHaveLength(2);
  });

  it("is not opened for a key that may send none", async () => {
    await setPolicy("allow: [{ acts: [Approve] }]");
    const error = await refusal(() => lend(async () => undefined));
    expect(error.details.rule).toBe("allow: no rule allows the act Transaction");
    expect(asked).toBe(0);
  });

  it("tells a wrong password, and leaves errors of the use alone", async () => {
    password = "wrong-meadow-cobalt-19";
    expect((await refusal(() => lend(async () => undefined))).code).toBe("Keystore.WrongPassword");
    password = PASSWORD;
    await expect(lend(() => Promise.reject(new Error("the chain said no")))).rejects.toThrow(
      "the chain said no",
    );
    expect((await lines()).map(({ event, code }) => [event, code])).toEqual([
      ["asked", undefined],
      ["failed", "Keystore.WrongPassword"],
      ["asked", undefined],
      ["opened", undefined],
    ]);
  });

  it("tells a refusal as it is, whatever a library makes of it on the way", async () => {
    await setPolicy(ALLOW);
    const using = lend(async (account) => {
      const signed = account.signTransaction({ ...transaction, to: OTHER });
      return signed.catch((error: { details: string }) => error.details.toLowerCase());
    });
    expect((await refusal(() => using)).code).toBe("Policy.Refused");
  });

  it("of a file that names no account is known once it is open", async () => {
    await setPolicy(ALLOW);
    const unknown = { address: `0x${"00".repeat(20)}` as const };
    expect((await refusal(() => lend(async () => undefined, unknown))).details.rule).toContain(
      "key: the policy",
    );
    await rm(join(folder, "ana.policy.yaml"));
    await lend((account) => account.signTransaction({ ...transaction, to: OTHER }), unknown);
    expect((await lines()).at(-1)?.key?.address).toBe(address.toLowerCase());
  });
});
