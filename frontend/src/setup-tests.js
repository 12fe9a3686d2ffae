// What jsdom leaves out and the client needs: a database, modal dialogs, popovers.
import "fake-indexeddb/auto";

if ("HTMLDialogElement" in globalThis) {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  HTMLElement.prototype.showPopover = HTMLElement.prototype.hidePopover = () => undefined;
}
