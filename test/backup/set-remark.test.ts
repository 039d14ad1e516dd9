import { expect, it } from "vitest";
import { parseManifest } from "../../src/backup/manifest.ts";
import { withDestroyed } from "../../src/backup/manifest-edit.ts";
import { remarkOnShares } from "../../src/backup/set-remark.ts";
import { SOUND } from "./manifest.ts";

const ANA = "0x00000000000000000000000000000000000000A1";
const share = (member: number, set = 7242) => ({ name: `${member}.txt`, set, group: 0, member });
const remark = (text: string, shares: ReturnType<typeof share>[], address: `0x${string}` = ANA) =>
  remarkOnShares(parseManifest(text, "backups.yaml"), address, shares);

it("says of shares what the manifest does not know of them: another set, or that they were destroyed", () => {
  expect(remark(SOUND, [share(0), share(2)])).toBeUndefined();
  expect(remark(SOUND, [share(0, 311), share(2, 311)])).toContain("of set 311, which");
  expect(remark(SOUND, [share(0, 311)], "0x00000000000000000000000000000000000000b2")).toBeUndefined();
  const mark = { at: "2026-02-20", certificate: "c.json" };
  const marked = withDestroyed(SOUND, { label: "ana", id: "cleo" }, mark);
  expect(remark(marked, [share(0), share(1)])).toMatch(/were destroyed.*: cleo$/);
  expect(remark(marked, [share(0), share(2)])).toBeUndefined();
});
