import { describe, expect, it } from "vitest";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { decompile } from "../../src/charter/decompile.ts";
import { parse } from "../../src/charter/parse.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { rolesEdited, WITH_ROLES } from "./roles-sample.ts";

describe("decompile, given a charter with roles", () => {
  it("leaves the parts about roles, and what is said of devices and places, as they are", () => {
    const text = rolesEdited(
      ["{ id: 0, name: Ana,", "{ id: 0, name: Ana, place: Bern,"],
      [
        "roles: [proposer], expires: 2034-05-01 }",
        "roles: [proposer], expires: 2034-05-01, vendor: Ledger, device: Nano X, place: Rome }",
      ],
      ["deploy-before", 'roles: "0xa513E6E4b8f2a923D98304ec87F64353C4D5C853"\n  deploy-before'],
    );
    const { charter } = parse(text);
    const { roster, rulebook } = compile(charter, GENESIS);
    // The rulebook's own lists come back in its order.
    const plain = ({ rules: _, emergency: __, watched: ___, ...rest }: Charter) => rest;
    expect(plain(parse(decompile(roster, rulebook, charter.chain, charter)).charter)).toEqual(plain(charter));
  });

  it("leaves out members whose keys the chain does not have, and says of nobody else's key what is known of one", () => {
    const { charter } = parse(WITH_ROLES);
    const { roster } = compile(charter, GENESIS);
    const keys = roster.keys.map((key, index) => (index === 8 ? null : key));
    const again = parse(decompile({ ...roster, keys }, null, charter.chain, charter)).charter;
    expect(again.roles[2]?.members.map(({ key }) => key)).toEqual(["k7"]);
    expect(again.roles.map(({ name }) => name)).toEqual(charter.roles.map(({ name }) => name));
    expect(again.catalogue).toEqual(charter.catalogue);
  });
});
