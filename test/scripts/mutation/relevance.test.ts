import { expect, test } from "vitest";
import { harnesses, relevant } from "../../../scripts/mutation/relevance.ts";

const TIERS = "test/contracts/charter/Tiers.t.sol:TiersTest";
const GATE = "test/contracts/keys/Gate.t.sol:GateTest";
const DOCUMENTS = "test/contracts/documents/Documents.t.sol:DocumentsTest";
const CANCEL = "test/contracts/operations/cancel/Cancel.t.sol:CancelTest";
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

test("types in tests stay as they are", () => {
  expect(harnesses(ALL, "contracts/types/Terms.sol", [])).toEqual([]);
});
