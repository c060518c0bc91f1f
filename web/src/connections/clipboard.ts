// Copies what an element says.

// Browsers give a page the clipboard only over TLS or on the machine itself. Elsewhere, as at an address of the home
// network, marking and copying as by hand still works. False where nothing does: it stays marked then.
export async function copyOf(element: HTMLElement): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(element.textContent ?? "");
      return true;
    } catch {
      // It may have been refused; the other way asks nobody.
    }
  }
  window.getSelection()?.selectAllChildren(element);
  return document.execCommand("copy");
}
