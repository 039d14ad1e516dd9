import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** The authority over roles of a Conclave, which alone decides its address. `deploy/deploy.ts` is what the tasks use. */
export default buildModule("RoleManager", (m) => ({
  manager: m.contract("RoleManager", [m.getParameter<string>("conclave")]),
}));
