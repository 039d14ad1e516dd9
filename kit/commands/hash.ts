import { softwareOf } from "../../src/ceremony/software.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";

/** Warning: a kit that was exchanged says what it likes. It is another program, such as `sha256sum`, that should compute it. */
export default answering<Spoken>(async () => {
  const sha256 = (await softwareOf()).code.slice(2);
  return {
    json: { sha256 },
    text: sha256,
    notes: [
      "a kit that was exchanged would say what it likes: compute it with another program too, such as sha256sum",
    ],
  };
});
