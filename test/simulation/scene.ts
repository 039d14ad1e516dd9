import hre from "hardhat";
import type { ProposalFile } from "../../src/proposal/file.ts";
import * as Source from "../../src/proposal/source.ts";
import type { Provider } from "../../src/test/fork.ts";
import { TARGET } from "./by-hand.ts";
import { build, draft, network, START, type Stage } from "./stage.ts";

/** A stage on a network of its own, and proposals for it. */
export type Scene = {
  readonly provider: Provider;
  readonly stage: Stage;
  readonly set: (value: string) => Source.Change;
  readonly file: (change: Partial<Source.Change>) => Promise<ProposalFile>;
  readonly close: () => Promise<void>;
};

export async function open(): Promise<Scene> {
  const made = await network(hre);
  const provider: Provider = made.provider;
  const stage = await build(provider, START);
  return {
    provider,
    stage,
    set: (value) => Source.fromCall({ target: stage.target, function: "set(uint256 value)", args: [value] }),
    file: (change) => draft(provider, stage, { ...change, interfaces: TARGET.interfaces }),
    close: () => made.close(),
  };
}
