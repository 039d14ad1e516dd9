import { expect, test } from "vitest";
import { DEPLOYED } from "../../../scripts/mutation/builds.ts";
import { harnesses, relevant } from "../../../scripts/mutation/relevance.ts";

const TIERS = "test/contracts/charter/Tiers.t.sol:TiersTest";
const GATE = "test/contracts/keys/Gate.t.sol:GateTest";
const DOCUMENTS = "test/contracts/documents/Documents.t.sol:DocumentsTest";
const CANCEL = "test/contracts/operations/cancel/Cancel.t.sol:CancelTest";
const WORD = "test/contracts/roles/word/GrantWord.t.sol:GrantWordTest";
const GRANTS = "test/contracts/roles/grants/Grants.t.sol:GrantsTest";
const ALL = [TIERS, GATE, DOCUMENTS, CANCEL];

test("a suite is concerned by the contracts whose code it fetches", () => {
  const form = "contracts/libraries/CharterForm.sol";
  expect(relevant(ALL, form, ["CharterValidator"])).toEqual([TIERS, CANCEL]);
  expect(relevant(ALL, "contracts/base/Lanes.sol", ["Conclave"])).toEqual([CANCEL]);
  expect(relevant(ALL, "contracts/RetirementGate.sol", ["RetirementGate"])).toEqual([GATE, CANCEL]);
});

test("a suite is concerned by a library that it carries itself, and is compiled again with it", () => {
  const library = "contracts/libraries/Documents.sol";
  expect(relevant(ALL, library, [])).toContain(DOCUMENTS);
  expect(harnesses(ALL, library, [])).toContain("test/contracts/documents/Documents.t.sol");
  expect(harnesses(ALL, library, [library])).toEqual([]);
});

test("types stay as they are in tests of what is deployed, and are compiled again in tests of themselves", () => {
  expect(harnesses(ALL, "contracts/types/Terms.sol", DEPLOYED)).toEqual([]);
  expect(harnesses([GRANTS, WORD], "contracts/roles/Grant.sol", DEPLOYED)).toEqual([
    "test/contracts/roles/word/GrantWord.t.sol",
  ]);
});
