/** What people say of a key, who holds it and what it is for; nothing stands for what was not said. */
export function particulars({
  holder,
  purpose,
}: {
  readonly holder?: string | undefined;
  readonly purpose?: string | undefined;
}): { readonly holder?: string; readonly purpose?: string } {
  return {
    ...(holder === undefined ? {} : { holder }),
    ...(purpose === undefined ? {} : { purpose }),
  };
}
