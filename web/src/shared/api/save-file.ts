/** Hands a file to the person. A plain link would go without the session, which stands in a header. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the bytes once the click is over.
  window.setTimeout(() => URL.revokeObjectURL(address), 0);
}
