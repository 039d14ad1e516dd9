import { getAddress } from "viem";
import { expect, test } from "vitest";
import { checksummed } from "../src/address.ts";

test.each([
  "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
  "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
  "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
  "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
  "0x52908400098527886E0F7030069857D2E4169EE7",
  "0xde709f2102306220921060314715629080e2fb77",
])("%s is spelled as EIP-55 has it", (address) => {
  expect(checksummed(address.slice(2).toLowerCase())).toBe(address);
  expect(checksummed(address.slice(2).toUpperCase())).toBe(address);
});

test("any address is spelled as viem spells it", () => {
  for (let seed = 1n; seed < 2_000n; seed += 7n) {
    const hex = ((seed * 0x9e3779b97f4a7c15f39cc0605cedc834n) % 2n ** 160n).toString(16).padStart(40, "0");
    expect(checksummed(hex)).toBe(getAddress(`0x${hex}`));
  }
});
