const AT_A_TIME = 16;

/** Asks about each, some at a time, and gives the answers in their order. */
export async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < items.length; start += AT_A_TIME)
    answers.push(...(await Promise.all(items.slice(start, start + AT_A_TIME).map(work))));
  return answers;
}
