import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export type HelperName = "CharterValidator" | "RetirementGate" | "ConclaveLens";

/**
 * A helper: stateless, without arguments, so that one deployment per chain serves every Conclave of this version. Each is a module of its
 * own, since one that stands already (from an earlier version with the same code) cannot be created again at its address.
 */
export function helper(name: HelperName) {
  return buildModule(name, (m) => ({ helper: m.contract(name as string) }));
}

/**
 * All three, on a chain that has none. By hand:
 * `hardhat ignition deploy deploy/modules/helpers.ts --strategy create2`.
 */
export default buildModule("Helpers", (m) => ({
  validator: m.contract("CharterValidator"),
  gate: m.contract("RetirementGate"),
  lens: m.contract("ConclaveLens"),
}));
