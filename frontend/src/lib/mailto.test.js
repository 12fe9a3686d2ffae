// @vitest-environment node
import { expect, test } from "vitest";
import { withWords } from "./mailto.js";

test("the words on the screen go along, whatever stands in them; those on the server do not", () => {
  expect(withWords("mailto:priya@mecca.example?subject=Old&body=Old", { subject: "Tea & cake?", body: "Dear Priya,\n50% more" })).toBe(
    "mailto:priya@mecca.example?subject=Tea%20%26%20cake%3F&body=Dear%20Priya%2C%0D%0A50%25%20more",
  );
});
