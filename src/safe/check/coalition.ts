/** One owner of a Safe: whose keys sign for it, a name for each key, and how many of them it takes. An account's own key: one of one. */
export type Seat = { readonly keys: readonly string[]; readonly needed: number };

/** Above so many people with keys behind owners that are Safes, all sets of them are too many to be tried. */
const MOST_ENTANGLED = 16;

/**
 * The fewest people who together sign for `threshold` owners; null if that cannot be told. People behind owners that are Safes are tried in
 * every combination, for what one adds depends on the others; of everybody else those with most owners come first, which is exact.
 */
export function fewest(seats: readonly Seat[], threshold: number): readonly string[] | null {
  const nested = seats.filter(({ keys }) => keys.length !== 1);
  const entangled = [...new Set(nested.flatMap(({ keys }) => keys))];
  if (entangled.length > MOST_ENTANGLED) return null;
  const singles = Map.groupBy(
    seats.filter((seat) => seat.keys.length === 1 && !entangled.includes(seat.keys[0] ?? "")),
    ({ keys }) => keys[0] ?? "",
  );
  const free = [...singles].sort(([, a], [, b]) => b.length - a.length);
  let best: readonly string[] | null = null;
  for (let set = 0; set < 2 ** entangled.length; set += 1) {
    const people = entangled.filter((_, index) => (set >> index) & 1);
    if (best !== null && people.length >= best.length) continue;
    let signed = seats.filter((seat) => signs(people, seat)).length;
    const all = [...people];
    for (const [person, own] of free) {
      if (signed >= threshold) break;
      all.push(person);
      signed += own.length;
    }
    if (signed >= threshold && (best === null || all.length < best.length)) best = all;
  }
  return best;
}

function signs(people: readonly string[], { keys, needed }: Seat): boolean {
  return keys.filter((person) => people.includes(person)).length >= needed;
}
