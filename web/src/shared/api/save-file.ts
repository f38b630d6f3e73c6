/** Offers a file for download. A plain link would be sent without the session, which is in a header. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has read the bytes once the click was handled.
  window.setTimeout(() => URL.revokeObjectURL(address), 0);
}
