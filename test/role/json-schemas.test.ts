import { expect, test } from "vitest";
import { jsonSchemaText, NAMES } from "../../src/role/json-schemas.ts";

test.each(NAMES)("%s has the JSON Schema that is published", async (name) => {
  await expect(jsonSchemaText(name)).toMatchFileSnapshot(`../../schemas/${name}.schema.json`);
});
