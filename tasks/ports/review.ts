import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type Means, type Review, review } from "../../src/approval/review.ts";
import * as ApprovalState from "../../src/approval/state.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import { simulate } from "../../src/test/simulate.ts";
import { urlOf, withTestNode } from "./fork.ts";
import type { NetworkOptions } from "./network.ts";
import type { Opened } from "./proposal.ts";

export type Reviewed = { readonly state: ApprovalState.State; readonly review: Review };

/** Reviews a file against the chain as it is now. */
export async function reviewed(
  { file, connection, charter }: Opened,
  more: Partial<Means> = {},
): Promise<Reviewed> {
  const state = await ApprovalState.read(connection.client, file);
  const verify = verifierFor(connection.client, file.domain.verifyingContract);
  const means = { verify, ...(charter === undefined ? {} : { charter }), ...more };
  return { state, review: await review(file, state, means) };
}

/**
 * The means to simulate again what the report says, on a fork at its block. None for an in-process network, which has no node to
 * fork.
 */
export async function repetition(
  options: NetworkOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<Partial<Means>> {
  if ((await urlOf(options, hre)) === undefined) return {};
  return {
    simulate: (file: ProposalFile, block, at) =>
      withTestNode(options, hre, file.domain.chainId, (node) => simulate(node, file, at), block.number),
  };
}
