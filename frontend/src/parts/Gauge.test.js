import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import Gauge from "./Gauge.svelte";

const keen = /** @type {const} */ ({ index: 35, label: "Keen", band: "keen" });

test("it says its number and its band in words", () => {
  const { container } = render(Gauge, keen);
  const gauge = screen.getByRole("meter", { name: "Between interested and irritating" });
  expect(gauge.getAttribute("aria-valuenow")).toBe("35");
  expect(gauge.getAttribute("aria-valuetext")).toBe("35 of 100: Keen");
  expect(container.querySelector(".here")?.classList).toContain("keen");
  expect(container.querySelector(".ghost")).toBe(null);
});

test("what is planned is a second needle, and is said as well", () => {
  const { container } = render(Gauge, { ...keen, after: { index: 55, label: "Pushing it" } });
  expect(screen.getByRole("meter").getAttribute("aria-valuetext")).toBe("35 of 100: Keen. With this message 55: Pushing it");
  const [now, then] = [".needle", ".ghost"].map((name) => Number(container.querySelector(name)?.getAttribute("x2")));
  expect(then).toBeGreaterThan(now);
});
