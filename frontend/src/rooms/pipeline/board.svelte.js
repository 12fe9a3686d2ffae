import { api, take } from "../../lib/api.js";
import { clock } from "../../lib/clock.svelte.js";
import { loaded } from "../../lib/loaded.svelte.js";
import { complain } from "../../lib/toasts.svelte.js";
import { locate, placed, positionAt } from "./columns.js";

/** @typedef {import("./columns.js").Card} Card */
/** @typedef {import("./columns.js").Column} Column */
/** @typedef {{ card: Card, from: string, to: string }} Step what was done, so that it can be taken back */

const CONCERNS = /^\/api\/v1\/(applications|stages|interviews|endings|demo|organizations)/;

/** The board: shows a move at once, and tells the server one after the other. */
export class Board {
  /** @type {Column[] | undefined} */
  columns = $state.raw();
  /** @type {import("../../lib/api.js").Schemas["ClosedCount"][]} */
  closed = $state.raw([]);
  #read;
  #underway = 0;
  #begun = 0;
  #queue = Promise.resolve();

  constructor() {
    this.#read = loaded(() => this.#load(), { when: (path) => CONCERNS.test(path) });
  }

  get problem() {
    return this.#read.problem;
  }

  reload = () => this.#read.reload();

  /** What was read before or during a move does not know of it yet, and is passed over. */
  async #load() {
    const begun = this.#begun;
    const { columns, closed } = await take(api.GET("/api/v1/board"));
    if (this.#underway || begun !== this.#begun) return;
    this.columns = columns;
    this.closed = closed;
  }

  /**
   * Put a card at an index of a stage.
   *
   * @param {string} id
   * @param {string} to the stage
   * @param {number} index among the cards that will be there
   * @returns {Step | null} null when nothing changes
   */
  move(id, to, index) {
    const found = locate(this.columns ?? [], id);
    if (!found) return null;
    const from = found.column.stage.id;
    if (from === to && found.index === index) return null;
    const others = this.columns?.find((column) => column.stage.id === to)?.applications.filter((card) => card.id !== id);
    void this.#put(found.card, from, to, others && positionAt(others, Math.max(0, Math.min(index, others.length))));
    return { card: found.card, from, to };
  }

  /** Take a step back: the card returns to its stage and place. @param {Step} step */
  undo({ card, from, to }) {
    return this.#put(card, to, from, card.board_position);
  }

  /** @param {Card} card @param {string} from @param {string} to @param {number} [position] left out where the board does not show the stage */
  #put(card, from, to, position) {
    const entered = from === to ? card.stage_entered_at : new Date(clock.now).toISOString();
    this.columns = placed(this.columns ?? [], { ...card, board_position: position ?? card.board_position, stage_entered_at: entered }, to);
    this.#begun++;
    this.#underway++;
    this.#queue = this.#queue.then(() => tell(card.id, from, to, position)).then(
      () => void this.#underway--,
      (error) => {
        this.#underway--;
        complain(error);
      },
    );
    return this.#queue.then(() => (this.#underway ? undefined : this.reload()));
  }
}

/**
 * A place within a column overwrites nothing that anybody wrote, so it goes over whatever version
 * is there; a step to another stage is refused if somebody else made one meanwhile.
 *
 * @param {string} id @param {string} from @param {string} to @param {number | undefined} position
 */
async function tell(id, from, to, position) {
  const path = { application_id: id };
  if (from === to) await take(api.PATCH("/api/v1/applications/{application_id}", { params: { path, header: { "If-Match": "*" } }, body: { board_position: position } }));
  else await take(api.POST("/api/v1/applications/{application_id}/moves", { params: { path }, body: { to_stage_id: to, from_stage_id: from, board_position: position } }));
}
