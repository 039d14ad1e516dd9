import type { Connection } from "../../chain/client.ts";
import { chainIds, onChain } from "../../charter/on-chain.ts";
import type { ParsedCharter } from "../../charter/parse.ts";
import { BaseError } from "../../errors.ts";
import { readGround } from "../../execution/amendment.ts";
import { type ChainPlan, planChain } from "./chain.ts";
import type { Step } from "./file.ts";
import { type Folder, readFolder, writeChain } from "./folder.ts";
import { roleCalls } from "./role-calls.ts";

/** Gives the node of a chain. @throws why there is none */
export type Nodes = (chainId: number) => Promise<Connection>;

export type Means = {
  readonly nodes: Nodes;
  /** Steps of other commands, such as owners of Safes. */
  readonly elsewhere: (connection: Connection) => Promise<readonly Step[]>;
};

/** What became of one chain. `problem`: it was not planned, and why; its folder is as it was. */
export type Planned = {
  readonly chainId: number;
  readonly folder: string;
  readonly made: ChainPlan | null;
  readonly written: readonly string[];
  readonly unreadable: readonly string[];
  readonly problem: BaseError | null;
};

/**
 * Plans every chain of the charter, one after the other, and writes each as it is made. A chain that cannot be read, or that would refuse
 * the charter, keeps what its folder has, and the others go on.
 */
export async function* plan(parsed: ParsedCharter, folder: string, means: Means): AsyncGenerator<Planned> {
  for (const chainId of chainIds(parsed.charter)) {
    const before = await readFolder(folder, chainId);
    const common = { chainId, folder: before.path, unreadable: before.unreadable };
    try {
      const made = await planOne(parsed, chainId, before, means);
      const written = await writeChain(before, made);
      yield { ...common, made, written, problem: null };
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      yield { ...common, made: null, written: [], problem: error };
    }
  }
}

async function planOne(
  whole: ParsedCharter,
  chainId: number,
  { proposals, activations }: Folder,
  { nodes, elsewhere }: Means,
): Promise<ChainPlan> {
  const parsed = { ...whole, charter: onChain(whole.charter, chainId) };
  const { conclave } = parsed.charter.chain;
  if (conclave === undefined) throw notDeployed(chainId);
  const connection = await nodes(chainId);
  const { state } = await readGround(connection, conclave, parsed);
  const { calls, notes } = await roleCalls(connection, parsed);
  const made = await planChain({ connection, state, parsed, activations, roleCalls: calls }, proposals);
  const further = await elsewhere(connection);
  return {
    ...made,
    plan: { ...made.plan, steps: [...made.plan.steps, ...further] },
    notes: [...made.notes, ...notes],
  };
}

function notDeployed(chainId: number): BaseError {
  return new BaseError({
    code: "Plan.NotDeployed",
    message: `the charter names no Conclave on chain ${chainId}`,
    fix: "deploy it there with `hardhat conclave deploy`, and write its address into the charter",
    details: { chainId },
  });
}
