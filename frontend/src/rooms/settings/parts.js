import Bell from "@lucide/svelte/icons/bell";
import Database from "@lucide/svelte/icons/database";
import FileText from "@lucide/svelte/icons/file-text";
import Footprints from "@lucide/svelte/icons/footprints";
import KeyRound from "@lucide/svelte/icons/key-round";
import ListOrdered from "@lucide/svelte/icons/list-ordered";
import Mail from "@lucide/svelte/icons/mail";
import Monitor from "@lucide/svelte/icons/monitor";
import Shield from "@lucide/svelte/icons/shield";
import User from "@lucide/svelte/icons/user";
import Users from "@lucide/svelte/icons/users";

/** The parts of the settings, each with an address of its own. @type {{ path: string, label: import("../../lib/i18n.js").Key, icon: import("svelte").Component<any>, load: () => Promise<{ default: import("svelte").Component }> }[]} */
export const PARTS = [
  { path: "/settings", label: "settings.account.title", icon: User, load: () => import("./Account.svelte") },
  { path: "/settings/stages", label: "settings.stages.title", icon: ListOrdered, load: () => import("./Stages.svelte") },
  { path: "/settings/activities", label: "settings.activities.title", icon: Footprints, load: () => import("./Activities.svelte") },
  { path: "/settings/mail", label: "settings.mail.title", icon: Mail, load: () => import("./Mail.svelte") },
  { path: "/settings/reminders", label: "settings.reminders.title", icon: Bell, load: () => import("./Reminders.svelte") },
  { path: "/settings/templates", label: "settings.templates.title", icon: FileText, load: () => import("./Templates.svelte") },
  { path: "/settings/device", label: "settings.device.title", icon: Monitor, load: () => import("./Device.svelte") },
  { path: "/settings/security", label: "settings.security.title", icon: Shield, load: () => import("./Security.svelte") },
  { path: "/settings/api", label: "settings.api.title", icon: KeyRound, load: () => import("./Tokens.svelte") },
  { path: "/settings/privacy", label: "settings.privacy.title", icon: Users, load: () => import("./Privacy.svelte") },
  { path: "/settings/data", label: "settings.data.title", icon: Database, load: () => import("./Data.svelte") },
];
