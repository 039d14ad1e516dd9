import { needlesOf, READINGS, type Reading } from "./needles.ts";

type Form = { readonly form: Buffer; readonly id: number };
/** The ids of what a text has. */
export type Search = (text: Uint8Array) => Set<number>;

/** Looks for thousands of secrets at once; the id of each is its place. */
export function searchFor(secrets: readonly Buffer[]): Search {
  const forms = secrets.map(needlesOf);
  const searches = (["plain", "letters"] as const).map((reading) =>
    reader(
      reading,
      forms.flatMap((of, id) => of[reading].map((form) => ({ form, id }))),
    ),
  );
  return (text) => new Set(searches.flatMap((find) => [...find(text)]));
}

/** Forms are known by their last four characters first: most characters of a text end none, which one look into a table tells. */
function reader(reading: Reading, forms: readonly Form[]): Search {
  const table = READINGS[reading];
  const byEnd = Map.groupBy(forms, ({ form }) => form.readInt32BE(form.length - 4));
  const slotOf = (end: number) => Math.imul(end, 0x9e3779b1) >>> 10;
  const ends = new Uint8Array(2 ** 22);
  for (const end of byEnd.keys()) ends[slotOf(end)] = 1;
  let read = Buffer.alloc(2 ** 16);
  return (text) => {
    const found = new Set<number>();
    if (read.length < text.length) read = Buffer.alloc(text.length);
    let [end, length] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      const char = table[text[at] ?? 0] ?? 0;
      if (char === 0) continue;
      read[length++] = char;
      end = (end << 8) | char;
      if (ends[slotOf(end)] === 0) continue;
      for (const { form, id } of byEnd.get(end) ?? [])
        if (form.length <= length && form.equals(read.subarray(length - form.length, length))) found.add(id);
    }
    return found;
  };
}
