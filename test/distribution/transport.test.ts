import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, zeroAddress } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { pretty } from "../../src/canonical.ts";
import {
  type Planned,
  planTransport,
  readTransport,
  type Transport,
} from "../../src/distribution/transport.ts";
import { accept, dispatch, judge } from "../../src/distribution/transport-acts.ts";
import { markdown } from "../../src/distribution/transport-markdown.ts";
import type { Curve } from "../../src/keys/curve.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";

const NOW = new Date("2026-05-06T07:08:09Z");
const EXPECTED = new Date("2026-05-09T00:00:00Z");
const SEALS = ["AB 1234", "ab 1235"];
const password = () => Secret.text("pewter-canyon-72-lilac-monk");

type Who = { readonly signer: Signer; readonly address: Address };
let ana: Who;
let ben: Who;
let cleo: Who;
let dan: Who;

async function person(folder: string, label: string, curve: Curve = "secp256k1"): Promise<Who> {
  const saved = await generate({ label, folder, password: password(), cost: "light", curve });
  const signer = await keystoreSigner(saved.path, async () => password(), { verifier: zeroAddress });
  return { signer, address: saved.address };
}

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "conclave-transport-"));
  ana = await person(folder, "ana");
  ben = await person(folder, "ben");
  cleo = await person(folder, "cleo", "P-256");
  dan = await person(folder, "dan");
  return () => rm(folder, { recursive: true });
});

const planned = (): Planned => ({
  about: "share 2 of set 7242, on steel",
  carrier: "courier, waybill 77",
  seals: SEALS,
  from: { place: "Vault", people: [named("Ana", ana), named("Ben", ben)] },
  to: { place: "Office", people: [named("Cleo", cleo), named("Dan", dan)] },
  expected: EXPECTED,
  now: NOW,
});
const named = (name: string, { address }: Who) => ({ name, address });
const found = (seals: readonly string[], intact = true, remarks = "") => ({ seals, intact, remarks });

async function sent(): Promise<Transport> {
  return dispatch(await dispatch(planTransport(planned()), ana.signer, NOW), ben.signer, NOW);
}

describe("a transport", () => {
  it("that arrives as it was sent is signed by two at each end, and nothing is left to say", async () => {
    const one = await accept(await sent(), cleo.signer, found(["ab1235", "AB1234"]), NOW);
    expect(await judge(one)).toEqual({
      sentBy: ["Ana", "Ben"],
      acceptedBy: ["Cleo"],
      differences: [],
      waiting: ["Dan has not signed what arrived"],
    });
    const both = await accept(one, dan.signer, found(["AB 1234", "AB 1235"]), NOW);
    expect(await judge(both)).toEqual({
      sentBy: ["Ana", "Ben"],
      acceptedBy: ["Cleo", "Dan"],
      differences: [],
      waiting: [],
    });
    const path = join(await temporaryFolder(), "transport.json");
    await writeFile(path, pretty(both));
    expect(await readTransport(path)).toEqual(both);
  });

  it("that arrives otherwise is on record as it was found, with what differs by person", async () => {
    const late = new Date("2026-05-09T00:00:01Z");
    const one = await accept(await sent(), cleo.signer, found(["AB1234", "AB9999"], false, "torn"), late);
    const both = await accept(one, dan.signer, found(["AB1234", "AB1235", "AB1235"]), NOW);
    expect((await judge(both)).differences).toEqual([
      "Cleo: seals that are not on the form: AB9999",
      "Cleo: seals of the form that did not arrive: AB1235",
      "Cleo: a package or seal was damaged: torn",
      "Cleo: later than 2026-05-09T00:00:00Z",
      "Dan: seals found on two packages: AB1235",
    ]);
  });

  it("that by somebody's word arrived before it left, differs: a late one is not made punctual by a date", async () => {
    const early = await accept(await sent(), cleo.signer, found(SEALS), new Date("2026-05-06T07:08:08Z"));
    expect((await judge(early)).differences).toEqual(["Cleo: before it left, at 2026-05-06T07:08:09Z"]);
  });

  it("on paper shows what people wrote as text, whatever they wrote", async () => {
    const form = planTransport({ ...planned(), about: "a | b [x](http://y)\n# c" });
    const text = markdown(await dispatch(form, ana.signer, NOW));
    expect(text).toContain("| what | a \\| b \\[x\\](http://y) # c |");
    expect(text).toContain("| seals | AB1234, AB1235 |");
    expect(text).toContain(`| Ana | ${ana.address} | 2026-05-06T07:08:09Z |  |`);
    expect(text).toContain(`| Dan | ${dan.address} |  |  |  |  |`);
  });
});

describe("a transport is refused", () => {
  const code = async (action: () => unknown) => (await refusal(action)).code;

  it("given a plan without seals, with one twice, with one person at an end, or with a date that is past", async () => {
    const plan = (change: Partial<Planned>) => code(() => planTransport({ ...planned(), ...change }));
    expect(await plan({ seals: [] })).toBe("Transport.BadPlan");
    expect(await plan({ seals: ["AB1234", "ab 1234"] })).toBe("Transport.BadPlan");
    expect(await plan({ seals: ["#!"] })).toBe("Transport.BadPlan");
    expect(await plan({ expected: NOW })).toBe("Transport.BadPlan");
    expect(await plan({ about: "" })).toBe("Transport.BadPlan");
    const people = [named("Ana", ana), named("Ana again", ana)] as [never, never];
    expect(await plan({ from: { place: "Vault", people } })).toBe("Transport.BadPlan");
  });

  it("given a signer of the other end, a stranger, or one who signed before", async () => {
    const form = planTransport(planned());
    const error = await refusal(() => dispatch(form, cleo.signer, NOW));
    expect([error.code, error.details]).toEqual([
      "Transport.NotTheirs",
      { signer: cleo.address, people: [ana.address, ben.address] },
    ]);
    const once = await dispatch(form, ana.signer, NOW);
    expect(await code(() => dispatch(once, ana.signer, NOW))).toBe("Transport.SignedAlready");
    const whole = await sent();
    expect(await code(() => accept(whole, ana.signer, found(SEALS), NOW))).toBe("Transport.NotTheirs");
    const one = await accept(whole, dan.signer, found(SEALS), NOW);
    expect(await code(() => accept(one, dan.signer, found(SEALS), NOW))).toBe("Transport.SignedAlready");
  });

  it("given an arrival before two signed that it was sent", async () => {
    const form = await dispatch(planTransport(planned()), ana.signer, NOW);
    expect(await code(() => accept(form, cleo.signer, found(SEALS), NOW))).toBe("Transport.NotSent");
  });

  it("given a form that names one person twice at an end, who would be two pairs of eyes", async () => {
    const path = join(await temporaryFolder(), "transport.json");
    const form = planTransport(planned());
    const lower = { ...named("Cleo too", cleo), address: cleo.address.toLowerCase() as Address };
    await writeFile(path, pretty({ ...form, to: { ...form.to, people: [named("Cleo", cleo), lower] } }));
    const error = await refusal(() => readTransport(path));
    expect([error.code, error.details.issues]).toEqual([
      "Files.WrongShape",
      [{ field: "to.people", message: "must be two people, each with a key of their own" }],
    ]);
  });

  it("given remarks that the form has no room for, before anything is signed", async () => {
    const form = await sent();
    const error = await refusal(() => accept(form, cleo.signer, found(SEALS, false, "x".repeat(501)), NOW));
    expect([error.code, error.details]).toEqual(["Transport.LongRemarks", { length: 501, most: 500 }]);
    const path = join(await temporaryFolder(), "transport.json");
    const full = await accept(form, cleo.signer, found(SEALS, false, "x".repeat(500)), NOW);
    await writeFile(path, pretty(full));
    expect(await readTransport(path)).toEqual(full);
  });

  it("given seals that are none", async () => {
    const form = await sent();
    const many = Array.from({ length: 33 }, (_, i) => `AB${1000 + i}`);
    for (const [seals, details] of [
      [[], { number: undefined, count: 0 }],
      [["AB1234", ""], { number: "", count: 2 }],
      [["-AB1"], { number: "-AB1", count: 1 }],
      [many, { number: undefined, count: 33 }],
    ] as const) {
      const error = await refusal(() => accept(form, cleo.signer, found(seals), NOW));
      expect([error.code, error.details]).toEqual(["Transport.BadSeal", details]);
    }
  });

  it("given anything changed after it was signed, or a signature that was copied", async () => {
    const whole = await accept(await sent(), cleo.signer, found(SEALS), NOW);
    const [first, second] = whole.dispatch;
    const [arrival] = whole.arrival;
    if (first === undefined || second === undefined || arrival === undefined)
      throw new Error("all must have signed");
    for (const change of [
      { seals: ["AB1234"] },
      { carrier: "somebody else" },
      { about: "another share" },
      { expected: "2027-05-09T00:00:00Z" },
      { id: `0x${"00".repeat(16)}` as const },
      { to: { ...whole.to, people: [whole.to.people[1], whole.to.people[0]] as typeof whole.to.people } },
      { dispatch: [first, first] },
      { dispatch: [first, { ...second, signature: first.signature }] },
      { dispatch: [second, first] },
      { dispatch: [{ ...first, at: "2026-05-06T07:08:10Z" }, second] },
      { arrival: [{ ...arrival, intact: false }] },
      { arrival: [{ ...arrival, seals: ["AB1234"] }] },
      { arrival: [arrival, arrival] },
      { arrival: [{ ...arrival, signer: dan.signer.signerBytes }] },
      { arrival: [{ ...arrival, signer: ana.signer.signerBytes }] },
    ])
      expect(await code(() => judge({ ...whole, ...change })), JSON.stringify(change)).toBe(
        "Transport.BadSignature",
      );
    expect(await code(() => judge({ ...whole, dispatch: [first] }))).toBe("Transport.BadSignature");
  });
});
