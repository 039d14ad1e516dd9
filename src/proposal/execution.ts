import { encodeFunctionData, type Hex } from "viem";
import { conclaveAbi } from "../generated/abi.ts";
import * as Documents from "./documents.ts";

/**
 * Calldata that runs an operation: `execute`, or `amend` where calls name documents.
 * @param packed The proposal as it was scheduled, with its report.
 * @param stamp 32 bytes, from its `Scheduled`.
 */
export function executionData(packed: Hex, stamp: Hex, documents: readonly Documents.Supplied[]): Hex {
  const args = [packed, stamp] as const;
  if (documents.length === 0) return encodeFunctionData({ abi: conclaveAbi, functionName: "execute", args });
  const encoded = documents.map(Documents.encode);
  return encodeFunctionData({ abi: conclaveAbi, functionName: "amend", args: [...args, encoded] });
}
