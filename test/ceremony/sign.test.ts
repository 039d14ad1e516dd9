import { beforeAll, describe, expect, test } from "vitest";
import { merge, sign, whose } from "../../src/ceremony/sign.ts";
import { type Transcript, write } from "../../src/ceremony/transcript.ts";
import { ceremonyKey, ceremony as ceremonySigned } from "../../src/ceremony/typed-data.ts";
import { verify } from "../../src/ceremony/verify.ts";
import { prepare } from "../../src/signer/message.ts";
import { refusal } from "../keys/refusal.ts";
import { codes, heldTranscript, NOW, signedBy, YARDSTICK } from "./held.ts";
import { signerOf } from "./stage.ts";

describe("a transcript", () => {
  let held: Transcript;
  beforeAll(async () => {
    held = await heldTranscript();
  });

  test("is not signed by somebody who was not there, nor when something is wrong with it", async () => {
    const { signer, identity } = signerOf("Mallory");
    const sound = await verify(write(held), "t", YARDSTICK);
    expect((await refusal(() => sign(sound, identity, signer, NOW))).code).toBe("Ceremony.NotHere");
    expect((await refusal(() => whose(held, identity))).details).toMatchObject({ identity });
    const unknown = await verify(write(held), "t", { ...YARDSTICK, software: [] });
    const error = await refusal(() => sign(unknown, signerOf("Olga").identity, signerOf("Olga").signer, NOW));
    expect(error.code).toBe("Ceremony.NotSound");
    expect(error.details.findings).toMatchObject([{ code: "UnknownSoftware" }]);
  });

  test("is not signed by another key in somebody's name", async () => {
    const sound = await verify(write(held), "t", YARDSTICK);
    const error = await refusal(() =>
      sign(sound, signerOf("Olga").identity, signerOf("Mallory").signer, NOW),
    );
    expect(error.code).toBe("Ceremony.BadSignature");
  });

  test("is not signed as of a time before its end: nobody could sign it any more", async () => {
    const sound = await verify(write(held), "t", YARDSTICK);
    const { signer, identity } = signerOf("Olga");
    const early = new Date(Date.parse(held.record.finished ?? "") - 1000);
    const error = await refusal(() => sign(sound, identity, signer, early));
    expect(error.code).toBe("Ceremony.SignsTooEarly");
  });

  test("merged from copies that people signed apart, has all their signatures, the later of two", async () => {
    const apart = await Promise.all([
      signedBy(held, "Olga"),
      signedBy(held, "Wim"),
      signedBy(held, "Xenia", "Ada"),
    ]);
    expect(await codes(write(await merge(held, apart)))).toEqual(["WitnessMissing"]);
    const again = await sign(
      await verify(write(held), "t", YARDSTICK),
      signerOf("Olga").identity,
      signerOf("Olga").signer,
      new Date(NOW.getTime() + 60_000),
    );
    const merged = await merge(again, apart);
    expect(merged.signatures[0]?.signed).toBe("2027-01-02T12:01:00Z");
    expect(write(merged)).toBe(write(await merge(held, [...apart, again])));
  });

  test("is not merged with another, nor with a bad signature", async () => {
    const other = { ...held, proofs: [] };
    expect((await refusal(() => merge(held, [other]))).code).toBe("Ceremony.DifferentTranscripts");
    const [first] = (await signedBy(held, "Olga")).signatures;
    const bad = {
      ...held,
      signatures: first === undefined ? [] : [{ ...first, name: "Ada", role: "auditor" as const }],
    };
    expect((await refusal(() => merge(held, [bad]))).code).toBe("Ceremony.BadSignature");
  });

  test("what people and keys sign has golden digests", () => {
    const transcript = `0x${"ab".repeat(32)}` as const;
    const people = {
      title: "Keys",
      transcript,
      role: "witness",
      name: "Wim",
      rehearsal: false,
      signed: 1_798_800_000,
    } as const;
    expect(prepare(ceremonySigned(people)).digest).toMatchInlineSnapshot(
      `"0x9c6ec6bb58542bcd6c74d555d831936df0e3575d11c1ded5bd1396c3cd7cca23"`,
    );
    expect(prepare(ceremonyKey({ label: "ben", transcript })).digest).toMatchInlineSnapshot(
      `"0xe1e320f623af32d59c847d86682c57a18fbb9e802ac4a62afcbc9ce1115e67bc"`,
    );
  });
});
