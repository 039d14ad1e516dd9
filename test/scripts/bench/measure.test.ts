import { describe, expect, test } from "vitest";
import { floorOf } from "../../../scripts/bench/floor.ts";
import { figure, measure, measureUndone } from "../../../scripts/bench/measure.ts";
import type { Network } from "../../../scripts/bench/network.ts";

const charged = (gas: number, atFloor = false) => ({ gas, atFloor, logs: [] });

describe("measure", () => {
  test("leaves the first run out and takes the median of five", async () => {
    const gas = [999, 50, 10, 30, 20, 40];
    const seen: number[] = [];
    const { total, spread } = await measure(async (repetition) => {
      seen.push(repetition);
      return { set: charged(gas[repetition] ?? 0) };
    });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    expect({ total, spread }).toEqual({ total: 30, spread: 40 });
  });

  test("takes each repetition back where flows cannot follow each other", async () => {
    let undone = 0;
    const undoing: Network["undoing"] = async (work) => {
      undone++;
      return work();
    };
    const { total } = await measureUndone({ undoing } as Network, async (n) => ({ retire: charged(n) }));
    expect({ total, undone }).toEqual({ total: 3, undone: 5 });
  });
});

describe("a figure", () => {
  test("is the median of the whole, not the sum of medians", () => {
    const flows = [
      { schedule: charged(1), execute: charged(9) },
      { schedule: charged(2), execute: charged(4) },
      { schedule: charged(3), execute: charged(5) },
    ];
    expect(figure(flows)).toEqual({
      total: 8,
      transactions: { schedule: 2, execute: 5 },
      spread: 4,
      atFloor: [],
    });
  });

  test("is refused when a repetition went without one of the transactions", () => {
    const flows = [{ schedule: charged(1), execute: charged(2) }, { schedule: charged(1) }];
    expect(() => figure(flows)).toThrow("a repetition went without execute");
  });

  test("names transactions that paid the floor every time", () => {
    const flows = [true, true, false].map((once) => ({ a: charged(1, true), b: charged(1, once) }));
    expect(figure(flows).atFloor).toEqual(["a"]);
  });
});

test("EIP-7623's floor counts ten gas a zero byte and forty any other", () => {
  expect(floorOf("0x")).toBe(21_000);
  expect(floorOf("0x00ff01")).toBe(21_090);
});
