/** What people say of a key: who holds it, and what it is for. */
export type Particulars = { readonly holder?: string; readonly purpose?: string };

/** What was said; nothing stands for what was not. */
export function particulars({
  holder,
  purpose,
}: {
  readonly holder?: string | undefined;
  readonly purpose?: string | undefined;
}): Particulars {
  return {
    ...(holder === undefined ? {} : { holder }),
    ...(purpose === undefined ? {} : { purpose }),
  };
}
