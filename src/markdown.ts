/** Text that comes from outside, such as names, labels and arguments, as Markdown: none of it becomes markup, and it stays on one line. */
export function escaped(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").replace(/[\\`*_[\]<>#|&~]/g, "\\$&");
}
