/** The start cannot go on. The message is one sentence for the person who started it; any other error is a bug of ours and keeps its stack. */
export class StartFailure extends Error {
  /**
   * @param {string} sentence what is wrong and what helps
   * @param {ErrorOptions} options its cause, if there is one
   */
  constructor(sentence, options) {
    super(sentence, options);
    this.name = 'StartFailure';
  }
}

/** Whether an error, or the text that a child process left, says that the disk is full. */
export function saysDiskIsFull(error) {
  if (error?.code === 'ENOSPC' || error?.code === '53100') return true;
  return /ENOSPC|no space left on device|could not (write|extend) .*: wrote only/i.test(
    String(error?.message ?? error),
  );
}

export function diskIsFull(folder) {
  return new StartFailure(
    `There is no space left on the disk of ${folder}: free some and start again; nothing was lost.`,
  );
}
