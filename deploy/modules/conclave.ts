import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * A Conclave from a charter. All parameters decide its address: with the create2 strategy the same parameters give the same address on every
 * chain. `deployBefore` (UNIX seconds) keeps a stale charter from taking that address elsewhere. `deploy/deploy.ts` is what the tasks use.
 */
export default buildModule("Conclave", (m) => ({
  conclave: m.contract("Conclave", [
    m.getParameter<string>("validator"),
    m.getParameter<string>("gate"),
    m.getParameter<string>("lens"),
    m.getParameter<string>("rosterDocument"),
    m.getParameter("signingWindow"),
    m.getParameter("suspension"),
    m.getParameter("deployBefore"),
  ]),
}));
