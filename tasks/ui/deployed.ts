import type { Address } from "viem";
import { sections } from "./table.ts";

export function deployedText(path: string, conclave: Address, isNew: boolean, recorded: boolean): string {
  return sections(
    `the Conclave of ${path} ${isNew ? "is" : "was already"} at ${conclave}`,
    recorded ? `${path} names it now` : `write it into the charter: chain.conclave: "${conclave}"`,
    "next: every holder activates their key with `hardhat key activate <label>`; then propose the rulebook with `hardhat proposal create`",
  );
}
