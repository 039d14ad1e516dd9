import { describe, expect, it } from "vitest";
import { fewest, type Seat } from "../../../src/safe/check/coalition.ts";
import { Random } from "../../charter/random.ts";

const own = (person: string): Seat => ({ keys: [person], needed: 1 });

describe("the fewest people who reach a threshold", () => {
  it("are one, given a key of hers and a Safe for which she or somebody else signs", () => {
    const seats = [own("Ana"), own("Ben"), { keys: ["Cleo", "Ben"], needed: 1 }];
    expect(fewest(seats, 2)).toEqual(["Ben"]);
  });

  it("are two who fill a Safe together that neither fills alone", () => {
    const seats = [own("Ana"), own("Ben"), own("Cleo"), { keys: ["Ana", "Ben"], needed: 2 }];
    expect(fewest(seats, 3)).toEqual(["Ana", "Ben"]);
  });

  it("are nobody that can be told, given too many behind owners that are Safes", () => {
    const keys = Array.from({ length: 17 }, (_, index) => `person ${index}`);
    expect(fewest([own("Ana"), { keys, needed: 9 }], 1)).toBeNull();
  });

  it("are as few as trying every set of people finds, given random owners", () => {
    const random = new Random(4);
    for (let round = 0; round < 500; round += 1) {
      const people = Array.from({ length: 1 + random.below(6) }, (_, index) => `person ${index}`);
      const whose = () => people[random.below(people.length)] ?? "";
      const seats = Array.from({ length: 1 + random.below(5) }, (): Seat => {
        const keys = Array.from({ length: 1 + random.below(3) }, whose);
        return { keys, needed: 1 + random.below(keys.length) };
      });
      const threshold = 1 + random.below(seats.length);
      expect(fewest(seats, threshold)?.length).toBe(bruteForce(people, seats, threshold));
    }
  });
});

/** Every set of people, and every owner's keys held against it. */
function bruteForce(people: readonly string[], seats: readonly Seat[], threshold: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let set = 0; set < 2 ** people.length; set += 1) {
    const members = new Set(people.filter((_, index) => (set >> index) & 1));
    const signed = seats.filter(
      ({ keys, needed }) => keys.reduce((sum, key) => sum + (members.has(key) ? 1 : 0), 0) >= needed,
    );
    if (signed.length >= threshold) least = Math.min(least, members.size);
  }
  return least;
}
