import { describe, expect, test } from "vitest";
import * as fileSize from "../../scripts/checks/file-size.ts";
import * as imports from "../../scripts/checks/imports.ts";
import * as places from "../../scripts/checks/places.ts";
import * as uniqueErrors from "../../scripts/checks/unique-errors.ts";

const NOWHERE = "no-such-folder";

describe("imports", () => {
  function judge(path: string, text: string): string[] {
    return imports.check([{ path, text }]).map(({ what }) => what);
  }

  test.each([
    ["an earlier stage", "src/audit/a.ts", 'import { x } from "../chain/b.ts";'],
    ["the same stage", "src/keys/a.ts", 'import { x } from "./b.ts";'],
    ["what lies below", "src/keys/a.ts", 'import { x } from "../errors.ts";\nimport "../generated/abi.ts";'],
    ["any package but the reserved", "src/chain/a.ts", 'import { x } from "viem";'],
    ["age in keys/", "src/keys/a.ts", 'import { x } from "age-encryption";'],
    ["types of a maker in a checker", "src/audit/a.ts", 'import type { x } from "../keys/b.ts";'],
    ["all in the index", "src/index.ts", 'export * as Audit from "./audit/audit.ts";'],
    ["Hardhat outside src/", "tasks/a.ts", 'import hre from "hardhat";'],
    ["mocks in mocks", "contracts/mocks/A.sol", 'import {B} from "./B.sol";'],
  ])("allows %s", (_, path, text) => {
    expect(judge(path, text)).toEqual([]);
  });

  test.each([
    [
      "a later stage",
      "src/keys/a.ts",
      'import {\n  x,\n} from "../proposal/b.ts";',
      "keys/ comes before proposal/",
    ],
    ["a re-export", "src/keys/a.ts", 'export { x } from "../audit/b.ts";', "keys/ comes before audit/"],
    ["a maker in a checker", "src/audit/a.ts", 'import { x } from "../keys/b.ts";', "audit/ checks"],
    ["a stage from below", "src/errors.ts", 'import "./keys/a.ts";', "lies below the pipeline"],
    ["an unknown stage", "src/utils/a.ts", 'import "../keys/a.ts";', "utils/ has no place"],
    ["the index", "src/keys/a.ts", 'import "../index.ts";', "is the table of contents"],
    ["what is outside src/", "src/keys/a.ts", 'import "../../tasks/a.ts";', "src/ stands alone"],
    ["Hardhat, also late", "src/chain/a.ts", 'await import("hardhat");', "does not know Hardhat"],
    ["its plugins", "src/chain/a.ts", 'import "@nomicfoundation/hardhat-viem";', "does not know Hardhat"],
    [
      "age elsewhere",
      "src/chain/a.ts",
      'import { x } from "age-encryption/webauthn";',
      "only src/keys/ imports age-encryption",
    ],
    ["mocks", "contracts/A.sol", 'import {B} from "./mocks/B.sol";', "only mocks import mocks"],
  ])("refuses %s", (_, path, text, what) => {
    expect(judge(path, text)).toEqual([expect.stringContaining(what)]);
  });
});

describe("file size", () => {
  test.each([
    ["src/a.ts", 250, []],
    ["src/a.ts", 251, ["warn"]],
    ["test/a.test.ts", 401, ["fail"]],
    ["contracts/A.sol", 401, ["fail"]],
    ["tasks/key/new.ts", 101, ["warn"]],
    ["src/generated/abi.ts", 5000, []],
    ["docs/a.md", 5000, []],
  ])("%s of %i lines", (path, lines, levels) => {
    const findings = fileSize.check([{ path, text: "x\n".repeat(lines) }]);
    expect(findings.map(({ level }) => level)).toEqual(levels);
  });
});

describe("machine paths and hosts", () => {
  const home = ["", "home", "alice", "x"].join("/");

  test.each([
    ["a home folder", `see ${home}`],
    ["a registry", `https://${"registry"}.example.org/zod`],
    ["a resolved entry of the lock file", `"resolved": "${"https"}://host/zod.tgz"`],
  ])("refuses %s", (_, text) => {
    expect(places.check([{ path: "docs/a.md", text }], NOWHERE)).toMatchObject([{ where: "docs/a.md:1" }]);
  });

  test("allows relative paths and addresses on the web", () => {
    const text = "src/home/alice, https://eips.ethereum.org/EIPS/eip-712";
    expect(places.check([{ path: "docs/a.md", text }], NOWHERE)).toEqual([]);
  });
});

describe("errors", () => {
  function judge(...files: [path: string, text: string][]): string[] {
    return uniqueErrors
      .check(
        files.map(([path, text]) => ({ path, text })),
        NOWHERE,
      )
      .map(({ where, what }) => `${where}: ${what}`);
  }

  test("refuses a Solidity error with two homes, mocks aside", () => {
    const text = "  error LaneBusy(uint256 lane);";
    const files: [string, string][] = ["A", "mocks/M", "B"].map((name) => [`contracts/${name}.sol`, text]);
    expect(judge(...files)).toEqual(["contracts/B.sol: LaneBusy is declared in contracts/A.sol already"]);
  });

  test("refuses a code given in two places", () => {
    const text = 'throw new BaseError({ code: "Lane.Busy", message, fix });';
    expect(judge(["src/a.ts", text], ["src/b.ts", text])).toEqual([
      "src/b.ts: Lane.Busy is declared in src/a.ts already",
    ]);
  });

  test("refuses a bare Error in the library", () => {
    const text = 'throw new Error("no");';
    expect(judge(["src/a.ts", text], ["scripts/a.ts", text])).toEqual([
      "src/a.ts: a bare Error: use BaseError",
    ]);
  });
});
