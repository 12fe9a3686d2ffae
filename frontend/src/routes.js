// Where rooms register: a path, and how to fetch the room. Only Today comes with the first visit.
import Bell from "@lucide/svelte/icons/bell";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import Columns3 from "@lucide/svelte/icons/columns-3";
import Inbox from "@lucide/svelte/icons/inbox";
import Send from "@lucide/svelte/icons/send";
import Settings from "@lucide/svelte/icons/settings";
import Sun from "@lucide/svelte/icons/sun";
import UserCheck from "@lucide/svelte/icons/user-check";
import Today from "./rooms/today/Today.svelte";

/** @type {import("./lib/router.svelte.js").Route[]} */
export const routes = [
  { path: "/", room: async () => ({ default: Today }) },
  { path: "/welcome", room: () => import("./rooms/account/Welcome.svelte"), open: true },
  { path: "/out", room: () => import("./rooms/interviews/Out.svelte") },
  { path: "/out/:id", room: () => import("./rooms/interviews/Out.svelte") },
  { path: "/interviews", room: () => import("./rooms/interviews/Interviews.svelte") },
  { path: "/interviews/new", room: () => import("./rooms/interviews/NewInterview.svelte") },
  { path: "/interviews/:id", room: () => import("./rooms/interviews/Interview.svelte") },
  { path: "/follow-ups", room: () => import("./rooms/followups/FollowUps.svelte") },
  { path: "/follow-ups/:id", room: () => import("./rooms/followups/Editor.svelte") },
  { path: "/pipeline", room: () => import("./rooms/pipeline/Pipeline.svelte") },
  { path: "/applications/new", room: () => import("./rooms/applications/New.svelte") },
  { path: "/applications/:id", room: () => import("./rooms/applications/Application.svelte") },
  { path: "/people/:id", room: () => import("./rooms/people/Person.svelte") },
  { path: "/replies", room: () => import("./rooms/replies/Replies.svelte") },
  { path: "/references", room: () => import("./rooms/references/References.svelte") },
  { path: "/references/:id", room: () => import("./rooms/references/Reference.svelte") },
  { path: "/briefings/:id", room: () => import("./rooms/references/Briefing.svelte") },
  { path: "/c/:code", room: () => import("./rooms/references/Referee.svelte"), open: true, alone: true },
  { path: "/ledger", room: () => import("./rooms/references/Ledger.svelte") },
  { path: "/notifications", room: () => import("./rooms/notifications/Notifications.svelte") },
  { path: "/settings", room: () => import("./rooms/settings/Settings.svelte") },
  { path: "/settings/:part", room: () => import("./rooms/settings/Settings.svelte") },
];

/**
 * What the rail (desktop) and the bar (phone) lead to, in order. `bar`: also among the few of the bar;
 * the others are in its "More".
 *
 * @type {{ path: string, label: import("./lib/i18n.js").Key, icon: import("svelte").Component<any>, bar?: boolean }[]}
 */
export const places = [
  { path: "/", label: "nav.today", icon: Sun, bar: true },
  { path: "/pipeline", label: "nav.pipeline", icon: Columns3, bar: true },
  { path: "/interviews", label: "nav.interviews", icon: CalendarClock, bar: true },
  { path: "/follow-ups", label: "nav.followUps", icon: Send },
  { path: "/replies", label: "nav.replies", icon: Inbox },
  { path: "/references", label: "nav.references", icon: UserCheck },
  { path: "/notifications", label: "nav.notifications", icon: Bell },
  { path: "/settings", label: "settings.title", icon: Settings },
];
