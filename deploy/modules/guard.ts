import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * The guard of a Conclave's Safes; its fallback handler is created by it. All parameters decide its address, as with the Conclave's.
 * `exitDelay` and `exitWindow` are seconds, `delegates` what Safes may delegatecall. `deploy/deploy.ts` is what the tasks use.
 */
export default buildModule("ConclaveGuard", (m) => ({
  guard: m.contract("ConclaveGuard", [
    m.getParameter<string>("conclave"),
    m.getParameter("exitDelay"),
    m.getParameter("exitWindow"),
    m.getParameter<{ codeHash: string; batch: boolean }[]>("delegates"),
  ]),
}));
