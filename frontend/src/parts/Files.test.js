import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { Problem } from "../lib/problem.js";
import Files from "./Files.svelte";

const files = [{ id: "a", name: "CV.pdf", size_bytes: 48_213 }];
const kept = [...files, { id: "b", name: "Posting.txt", size_bytes: 900 }];

/** @param {Partial<import("svelte").ComponentProps<typeof Files>>} [changes] */
function picker(changes) {
  const choose = vi.fn(async () => undefined);
  const keep = vi.fn(async () => ({ id: "new" }));
  const { container } = render(Files, { files, kept, most: 2, choose, keep, ...changes });
  const input = /** @type {HTMLInputElement} */ (container.querySelector("input[type=file]"));
  return { choose, keep, input };
}

test("one that is kept is added at the end; those that are there already are not offered", async () => {
  const { choose } = picker();
  const list = /** @type {HTMLSelectElement} */ (screen.getByLabelText("One you keep"));
  expect([...list.options].map(({ text }) => text)).toEqual(["Choose …", "Posting.txt"]);
  await fireEvent.change(list, { target: { value: "b" } });
  expect(choose).toHaveBeenCalledWith(["a", "b"]);
});

test("a new one is kept as what it is, then added; no more than may go with it", async () => {
  const { choose, keep, input } = picker();
  await fireEvent.change(screen.getByLabelText("A new one is a"), { target: { value: "posting" } });
  const added = [new File(["x"], "one.txt"), new File(["y"], "two.txt")];
  await fireEvent.change(input, { target: { files: added } });
  await waitFor(() => expect(choose).toHaveBeenCalledWith(["a", "new"]));
  expect(keep.mock.calls).toEqual([[added[0], "posting"]]);
});

test("a file that is refused says why, here", async () => {
  const keep = () => Promise.reject(new Problem({ status: 415, detail: "These bytes are none of what is kept." }));
  const { choose, input } = picker({ keep });
  await fireEvent.change(input, { target: { files: [new File(["x"], "one.exe")] } });
  expect((await screen.findByRole("alert")).textContent).toContain("none of what is kept");
  expect(choose).not.toHaveBeenCalled();
});

test("nothing more is offered once it is full, and one can be left out", async () => {
  const { choose } = picker({ most: 1 });
  expect(screen.queryByRole("button", { name: "Add a file" })).toBe(null);
  await fireEvent.click(screen.getByRole("button", { name: "Leave CV.pdf out" }));
  expect(choose).toHaveBeenCalledWith([]);
});
