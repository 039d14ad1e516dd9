type Hear = (of: string, text: string) => void;

let hear: Hear = () => undefined;

/** From here on, what is overheard goes there. */
export function hearBy(listener: Hear): void {
  hear = listener;
}

/** Gives what a test caught before anybody saw it to the search for secrets. @param of who printed it */
export function overhear(of: string, text: string): void {
  hear(of, text);
}
