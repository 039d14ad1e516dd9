import { expect, it } from "vitest";
import * as Act from "../../src/life/typed-data.ts";
import { prepare } from "../../src/signer/message.ts";

const HASH = `0x${"ab".repeat(32)}` as const;
const IDENTITY = `0x${"a1".repeat(20)}` as const;
const KEY = { key: "ana", identity: IDENTITY };

it("what people sign about the end of a key has golden digests", () => {
  const copy = { ...KEY, copy: "share 2, paper", last: false };
  const digests = [
    Act.destroyKeyCopy({ ...copy, intent: HASH, begun: 1_798_800_000 }),
    Act.certifyDestruction({
      ...copy,
      record: HASH,
      signedAs: "witness",
      method: "burnt",
      ended: 1_798_800_060,
    }),
    Act.keyHandedOver({ ...KEY, owner: IDENTITY, received: 1_798_800_000 }),
    Act.keyRotated({ ...KEY, predecessor: "ben", chainId: 5, conclave: IDENTITY, block: HASH }),
  ].map((data) => [data.primaryType, prepare(data).digest]);
  expect(Object.fromEntries(digests)).toMatchInlineSnapshot(`
    {
      "CertifyDestruction": "0xcf217feeae4d824b2ea67ca4d331df8a97bdeb62b8081e735ab3a990de0ddeec",
      "DestroyKeyCopy": "0xf70a2d0a037fec4d58a97f3657aa76d7bdd5315848ea865b90170dc97d1525bf",
      "KeyHandedOver": "0xf07e7cb310215a77744bcb2b88e7dedf0e26c446ab8ef36e6d333734648d5286",
      "KeyRotated": "0x554e1d46203ff81e53db85ea8dbcf0624b76f556673965134fcf4b785680b6e1",
    }
  `);
});
