import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { Problem } from "../lib/problem.js";
import { toasts } from "../lib/toasts.svelte.js";
import Sample from "./DialogSample.test.svelte";

beforeEach(() => {
  toasts.length = 0;
});

test("what goes wrong in a dialog is said in it, not behind it, until it is tried again", async () => {
  let goes = false;
  render(Sample, { act: async () => goes || Promise.reject(new Problem({ detail: "Not now." })), onclose: () => {} });
  const button = screen.getByRole("button", { name: "Forget it", hidden: true });
  await fireEvent.click(button);
  expect((await screen.findByText("Not now.")).closest("dialog")).toBeTruthy();
  expect(toasts.length).toBe(0);
  goes = true;
  await fireEvent.click(button);
  await waitFor(() => expect(screen.queryByText("Not now.")).toBe(null));
});

test("what goes wrong once it is closed is said at the foot of the page", async () => {
  const { unmount } = render(Sample, { act: () => new Promise((_, refuse) => setTimeout(() => refuse(new Problem({ detail: "Not now." })))), onclose: () => {} });
  await fireEvent.click(screen.getByRole("button", { name: "Forget it", hidden: true }));
  unmount();
  await waitFor(() => expect(toasts.map(({ text }) => text)).toEqual(["Not now."]));
});
