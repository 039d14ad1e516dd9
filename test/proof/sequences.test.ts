import { describe, expect, it } from "vitest";
import { everySequence } from "../../scripts/prove/sequences.ts";

describe("every sequence of signers", () => {
  it("is scheduled exactly if they are distinct people with the roles, one of them in person", async () => {
    const { checked, accepted, counterexample } = await everySequence([0, 2, 4, 6]);
    expect(counterexample).toBeNull();
    expect(checked).toBe(256);
    expect(accepted).toBe(2);
  });

  it("shows a difference, given a definition that forgets a rule", async () => {
    const { counterexample } = await everySequence([0, 2, 4, 6, 8], { walletsAlone: true });
    expect(counterexample).toMatch(/WalletsFillQuorum/);
  });
});
