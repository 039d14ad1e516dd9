import { realpath, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { loadModule } from "../../../src/signer/pkcs11/library.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";

const loaded: string[] = [];
vi.mock("pkcs11js", () => ({
  default: {
    PKCS11: class {
      load(path: string) {
        loaded.push(path);
      }
    },
  },
}));

it("loads the very file that was looked at, not what a link to it leads to by then", async () => {
  const folder = await temporaryFolder();
  const [library, link] = [join(folder, "vendor.so"), join(folder, "link.so")];
  await writeFile(library, "", { mode: 0o600 });
  await symlink(library, link);
  await loadModule(link);
  expect(loaded).toEqual([await realpath(library)]);
});
