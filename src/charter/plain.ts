import { isSeq, parseDocument, stringify, visit } from "yaml";

/** Text, lists and fields: all that a charter is made of before it is understood. */
export type Plain = string | readonly Plain[] | { readonly [field: string]: Plain | undefined };

/** The YAML of a charter or a part of it. Lists of single words stand on one line. */
export function render(part: Plain): string {
  const text = stringify(part, { schema: "failsafe", keepUndefined: false });
  const document = parseDocument(text, { schema: "failsafe" });
  visit(document, {
    Seq: (_, node) => {
      if (isSeq(node) && node.items.every((item) => !("items" in (item as object)))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
