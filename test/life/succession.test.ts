import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeBoth } from "../../src/life/succession.ts";
import { refusal } from "../keys/refusal.ts";

describe("charter and proposal of a rotation", () => {
  let folder: string;
  let charter: string;
  let proposal: string;
  const save = async () => {
    await writeFile(proposal, "{}");
    return proposal;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "conclave-succession-"));
    charter = join(folder, "charter.yaml");
    proposal = join(folder, "proposal.json");
    await writeFile(charter, "old");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are both written", async () => {
    expect(await writeBoth({ path: charter, before: "old", after: "new" }, save)).toBe(proposal);
    expect(await readFile(charter, "utf8")).toBe("new");
    expect((await readdir(folder)).sort()).toEqual(["charter.yaml", "proposal.json"]);
  });

  it("are both written, given a link to the charter: it stays one", async () => {
    const link = join(folder, "link.yaml");
    await symlink(charter, link);
    await writeBoth({ path: link, before: "old", after: "new" }, save);
    expect(await readFile(charter, "utf8")).toBe("new");
    expect(
      (await readdir(folder, { withFileTypes: true })).filter((one) => one.isSymbolicLink()),
    ).toHaveLength(1);
  });

  it("are not written, given a charter that somebody changed meanwhile: theirs stays", async () => {
    await writeFile(charter, "theirs");
    const refused = await refusal(() => writeBoth({ path: charter, before: "old", after: "new" }, save));
    expect(refused).toMatchObject({ code: "Charter.ChangedMeanwhile", details: { path: charter } });
    expect(await readFile(charter, "utf8")).toBe("theirs");
    expect(await readdir(folder)).toEqual(["charter.yaml"]);
  });

  it("leave no proposal, given a charter that cannot be written", async () => {
    const refused = await refusal(() =>
      writeBoth({ path: charter, before: "old", after: "new" }, async () => {
        await rm(charter);
        await mkdir(charter);
        return save();
      }),
    );
    expect(refused.code).toBe("Files.CannotWrite");
    expect(await readdir(folder)).toEqual(["charter.yaml"]);
  });
});
