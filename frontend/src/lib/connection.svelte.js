class Connection {
  /** Whether the last request found nobody. */
  lost = $state(!navigator.onLine);

  constructor() {
    window.addEventListener("offline", () => (this.lost = true));
    window.addEventListener("online", () => (this.lost = false));
  }
}

export const connection = new Connection();
