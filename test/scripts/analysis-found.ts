import { createRequire } from "node:module";
import { expect } from "vitest";
import { analyse } from "../../scripts/analysis/analyse.ts";
import { compilation } from "../../scripts/analysis/tree.ts";

const solc: { compile(input: string): string } = createRequire(import.meta.url)("solc");

/** A lock, a way to be the contract itself, and a hash chain, named as the project's are. */
const FRAME = `
  event Told();
  bytes32 internal _register;
  mapping(uint256 => bytes32) internal _lanes;
  mapping(uint256 => Part) internal _parts;
  uint256 internal _value;
  struct Part { uint256 a; }
  modifier nonReentrant() { _; }
  modifier nonReentrantView() { _; }
  modifier onlySelf() { require(msg.sender == address(this)); _; }
  function _append() internal { _register = keccak256(abi.encode(_register)); emit Told(); }
  receive() external payable {}
`;

/** What is found in a contract of this body, less what the frame is found for. */
export function found(body: string, head = "", pragma = "0.8.37"): string[] {
  return findings(body, head, pragma).filter((line) => !baseline.has(line));
}

function findings(body: string, head: string, pragma: string): string[] {
  const content = `pragma solidity ${pragma};\n${head}\ncontract C {\n${FRAME}\n${body}\n}`;
  const sources = { "project/contracts/C.sol": { content } };
  const settings = { outputSelection: { "*": { "": ["ast"] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  const errors = (output.errors ?? []).filter(({ severity }: { severity: string }) => severity === "error");
  expect(errors).toEqual([]);
  return analyse([compilation(output.sources, sources)]).map(({ detector, key }) => `${detector}: ${key}`);
}

const baseline = new Set(findings("", "", "0.8.37"));

export const PEER =
  "interface Peer { function act() external; function look() external view returns (uint256); }";
