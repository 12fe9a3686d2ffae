import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { Problem } from "../lib/problem.js";
import Sample from "./FormSample.test.svelte";

test("a refusal stands at its field, takes the focus there, and what was typed stays", async () => {
  const refused = new Problem({ status: 422, code: "validation-failed", detail: "x", errors: [{ pointer: "/email", code: "odd", detail: "Not an address" }] });
  render(Sample, { submit: () => Promise.reject(refused) });
  const field = /** @type {HTMLInputElement} */ (screen.getByLabelText("E-mail"));
  await fireEvent.input(field, { target: { value: "sam" } });
  await fireEvent.submit(/** @type {HTMLFormElement} */ (field.form));
  const message = await screen.findByText("Not an address");
  expect(field.getAttribute("aria-describedby")).toContain(message.id);
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe("sam");
  expect(screen.getByRole("alert").textContent).not.toContain("Not an address");
});

test("what a field says itself is not said a second time below", async () => {
  const refused = new Problem({ status: 422, code: "odd", detail: "Not an address", errors: [{ pointer: "/email", code: "odd", detail: "Not an address" }] });
  render(Sample, { submit: () => Promise.reject(refused) });
  await fireEvent.submit(/** @type {HTMLFormElement} */ (/** @type {HTMLInputElement} */ (screen.getByLabelText("E-mail")).form));
  expect((await screen.findAllByText("Not an address")).length).toBe(1);
  expect(screen.getByRole("alert").textContent).toContain("nothing was changed");
});

test("a form that is on its way is not sent twice", async () => {
  let sent = 0;
  render(Sample, { submit: () => new Promise(() => void (sent += 1)) });
  const form = /** @type {HTMLFormElement} */ (/** @type {HTMLInputElement} */ (screen.getByLabelText("E-mail")).form);
  await fireEvent.submit(form);
  await fireEvent.submit(form);
  expect(sent).toBe(1);
});
