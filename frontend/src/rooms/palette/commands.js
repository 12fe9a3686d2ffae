import Bell from "@lucide/svelte/icons/bell";
import BookOpen from "@lucide/svelte/icons/book-open";
import BookOpenCheck from "@lucide/svelte/icons/book-open-check";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CalendarPlus from "@lucide/svelte/icons/calendar-plus";
import Columns3 from "@lucide/svelte/icons/columns-3";
import DoorOpen from "@lucide/svelte/icons/door-open";
import Inbox from "@lucide/svelte/icons/inbox";
import Keyboard from "@lucide/svelte/icons/keyboard";
import List from "@lucide/svelte/icons/list";
import LogOut from "@lucide/svelte/icons/log-out";
import Moon from "@lucide/svelte/icons/moon";
import Plus from "@lucide/svelte/icons/plus";
import Send from "@lucide/svelte/icons/send";
import Settings from "@lucide/svelte/icons/settings";
import Sun from "@lucide/svelte/icons/sun";
import SunMoon from "@lucide/svelte/icons/sun-moon";
import UserCheck from "@lucide/svelte/icons/user-check";
import UserPlus from "@lucide/svelte/icons/user-plus";
import { who } from "../../lib/account.svelte.js";
import { t } from "../../lib/i18n.js";
import { go } from "../../lib/router.svelte.js";
import { setTheme } from "../../lib/theme.js";
import { PARTS } from "../settings/parts.js";
import { palette } from "./palette.svelte.js";

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} name
 * @property {string} [also] further words to find it by
 * @property {boolean} [sure] whether the server has found that it matches
 * @property {string} kind what it is, in a word
 * @property {import("svelte").Component<any>} icon
 * @property {string} [keys]
 * @property {() => unknown} run
 */

/** Everything the palette knows without asking. @returns {Entry[]} */
export function commands() {
  const action = t("palette.action");
  const screen = t("palette.screen");
  return [
    { id: "new", name: t("application.new"), also: t("palette.also.new"), kind: action, icon: Plus, keys: "n", run: () => go("/applications/new") },
    { id: "out", name: t("out.call"), also: t("palette.also.out"), kind: action, icon: DoorOpen, keys: "o", run: () => go("/out") },
    { id: "interview", name: t("interview.new"), kind: action, icon: CalendarPlus, run: () => go("/interviews/new") },
    { id: "today", name: t("nav.today"), also: t("palette.also.today"), kind: screen, icon: Sun, keys: "g t", run: () => go("/") },
    { id: "pipeline", name: t("nav.pipeline"), also: t("palette.also.pipeline"), kind: screen, icon: Columns3, keys: "g p", run: () => go("/pipeline") },
    { id: "list", name: t("palette.list"), kind: screen, icon: List, run: () => go("/pipeline?view=list") },
    { id: "interviews", name: t("nav.interviews"), kind: screen, icon: CalendarClock, keys: "g i", run: () => go("/interviews") },
    { id: "follow-ups", name: t("nav.followUps"), also: t("palette.also.followUps"), kind: screen, icon: Send, keys: "g f", run: () => go("/follow-ups") },
    { id: "replies", name: t("nav.replies"), also: t("palette.also.replies"), kind: screen, icon: Inbox, keys: "g r", run: () => go("/replies") },
    { id: "references", name: t("nav.references"), also: t("palette.also.references"), kind: screen, icon: UserCheck, keys: "g v", run: () => go("/references") },
    { id: "ledger", name: t("ledger.title"), also: t("palette.also.ledger"), kind: screen, icon: BookOpenCheck, keys: "g l", run: () => go("/ledger") },
    { id: "add-reference", name: t("references.add"), kind: action, icon: UserPlus, run: () => go("/references?add=1") },
    { id: "notifications", name: t("nav.notifications"), also: t("palette.also.notifications"), kind: screen, icon: Bell, keys: "g n", run: () => go("/notifications") },
    { id: "settings", name: t("settings.title"), also: t("palette.also.settings"), kind: screen, icon: Settings, keys: "g s", run: () => go("/settings") },
    ...PARTS.slice(1).map(({ path, label, icon }) => ({ id: path, name: t("palette.setting", { part: t(label) }), kind: screen, icon, run: () => go(path) })),
    { id: "light", name: t("palette.theme", { theme: t("theme.light") }), also: t("palette.also.theme"), kind: action, icon: Sun, run: () => setTheme("light") },
    { id: "dark", name: t("palette.theme", { theme: t("theme.dark") }), also: t("palette.also.theme"), kind: action, icon: Moon, run: () => setTheme("dark") },
    { id: "auto", name: t("palette.theme", { theme: t("theme.auto") }), also: t("palette.also.theme"), kind: action, icon: SunMoon, run: () => setTheme("auto") },
    { id: "shortcuts", name: t("shortcuts.title"), kind: action, icon: Keyboard, keys: "?", run: () => void (palette.open = "shortcuts") },
    { id: "docs", name: t("settings.api.docs"), kind: screen, icon: BookOpen, run: () => location.assign("/docs") },
    { id: "leave", name: t("nav.signOut"), kind: action, icon: LogOut, run: () => who.leave() },
  ];
}
