import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { json, network } from "../../lib/testserver.js";
import Tokens from "./Tokens.svelte";

const SECRET = "avt_x7KpExampleOnlyNotARealSecret";
/** @type {any[]} */
let tokens;

beforeEach(() => {
  tokens = [];
  network(server);
});
afterEach(() => vi.unstubAllGlobals());

/** @param {Request} request @param {any} body */
function server(request, body) {
  if (request.method === "GET") return json({ items: tokens, next: null });
  const { name, scopes, expires_at } = body;
  const token = { id: "1", name, scopes, expires_at, prefix: SECRET.slice(0, 8), created_at: "2026-06-02T10:15:00Z", used_at: null };
  tokens = [token];
  return json({ ...token, token: SECRET }, { status: 201 });
}

test("a token's secret is shown once: closed, it is nowhere on the page, and reading the list does not bring it back", async () => {
  render(Tokens);
  await fireEvent.click(await screen.findByRole("button", { name: "New token" }));
  await fireEvent.input(screen.getByLabelText("Name"), { target: { value: "Backup" } });
  await fireEvent.submit(/** @type {HTMLFormElement} */ (screen.getByLabelText("Name").closest("form")));
  expect((await screen.findByText(SECRET)).tagName).toBe("CODE");
  expect(screen.getByText(/^curl/).textContent).toContain(`Bearer ${SECRET}`);
  await fireEvent.click(screen.getByRole("button", { name: "I have it" }));
  await waitFor(() => expect(document.body.textContent).not.toContain(SECRET));
  expect(await screen.findByText("Backup")).toBeTruthy();
  expect(document.body.innerHTML).not.toContain(SECRET);
});
