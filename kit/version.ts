/** Runs before everything else of the kit: an older Node would fail somewhere in the middle. */
const LEAST = [22, 12] as const;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(
    `error Kit.OldNode: the kit needs Node ${LEAST.join(".")} or later, this is ${process.versions.node}\n`,
  );
  process.exit(1);
}
