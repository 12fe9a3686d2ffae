import { vi } from "vitest";

/**
 * Stand in for the network: answers every request with what `answer` returns, and remembers it.
 *
 * @param {(request: Request, body: any) => Response | Promise<Response>} answer throw to be unreachable
 */
export function network(answer) {
  /** @type {{ method: string, path: string, headers: Headers, body: any }[]} */
  const seen = [];
  vi.stubGlobal("fetch", async (/** @type {Request} */ request) => {
    const text = await request.text();
    const body = text ? JSON.parse(text) : undefined;
    const url = new URL(request.url);
    seen.push({ method: request.method, path: url.pathname + url.search, headers: request.headers, body });
    return answer(request, body);
  });
  return seen;
}

/** @param {any} body @param {{ status?: number, headers?: Record<string, string> }} [options] */
export function json(body, { status = 200, headers = {} } = {}) {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": type, ...headers } });
}
